package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What becomes of a link in a task's folder when a job gets its copy. What belongs to the same course belongs to the same
 * teachers, and is shown; nothing else of the host is. No path here is one that a container can change.
 *
 * @param course the real path of the course's folder
 * @param task   the real path of the task's folder; elsewhere than in the course where that is a link itself
 */
record LinkRule(Path course, Path task) {

    enum Action {
        /** It is copied as a link. */
        COPY_LINK,
        /** What it leads to is copied in its place. */
        COPY_TARGET,
        /** It is not copied: official container programs end with an error over a link that leads nowhere. */
        SKIP
    }

    static LinkRule of(Path task) throws IOException {
        return new LinkRule(task.toAbsolutePath().getParent().toRealPath(), task.toRealPath());
    }

    /**
     * Decides on one link.
     *
     * @param link in a folder whose path is real
     * @param root the real path of the folder, above the link, that is copied with all in it: a link that stays in there leads to
     *             the same place in the copy
     */
    Action actionFor(Path link, Path root) throws IOException {
        Path target = Files.readSymbolicLink(link);
        if (Files.isDirectory(link)) {
            return contains(link.toRealPath()) ? Action.COPY_TARGET : Action.SKIP;
        }
        // One that leads nowhere on this host may be meant for the container, /course/common for instance.
        if (staysIn(root, link, target) || !Files.exists(link)) {
            return Action.COPY_LINK;
        }
        if (contains(link.toRealPath())) {
            return Files.isRegularFile(link) ? Action.COPY_TARGET : Action.SKIP;
        }
        return target.isAbsolute() ? Action.COPY_LINK : Action.SKIP;
    }

    /** Whether a link leads to the same place in a copy of {@code root}, which may be called otherwise: it never leaves it. */
    static boolean staysIn(Path root, Path link, Path target) {
        int depth = link.getNameCount() - 1 - root.getNameCount();
        for (Path step : target) {
            String name = step.toString();
            depth += name.equals("..") ? -1 : name.equals(".") ? 0 : 1;
            if (depth < 0) {
                return false;
            }
        }
        return !target.isAbsolute();
    }

    private boolean contains(Path real) {
        return real.startsWith(course) || real.startsWith(task);
    }
}
