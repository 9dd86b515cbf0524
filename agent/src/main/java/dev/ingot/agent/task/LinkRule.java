package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decides how a symbolic link in a task's folder is copied for a job. Files of the same course belong to the same teachers, so
 * links to them are followed; links to other files of the host are not. Containers cannot change any path used here.
 *
 * @param course real path of the course's folder
 * @param task   real path of the task's folder; outside of the course if the task's folder is itself a link
 */
record LinkRule(Path course, Path task) {

    enum Action {
        /** Copy the link itself. */
        COPY_LINK,
        /** Copy the link's target in its place. */
        COPY_TARGET,
        /** Do not copy the link: INGInious' container program fails on a link without target. */
        SKIP
    }

    static LinkRule of(Path task) throws IOException {
        return new LinkRule(task.toAbsolutePath().getParent().toRealPath(), task.toRealPath());
    }

    /**
     * Decides on one link.
     *
     * @param link path of the link; the path of its folder is real
     * @param root real path of the folder above the link that is copied with all its contents; a link that stays in it has the
     *             corresponding target in the copy
     */
    Action actionFor(Path link, Path root) throws IOException {
        Path target = Files.readSymbolicLink(link);
        if (Files.isDirectory(link)) {
            return contains(link.toRealPath()) ? Action.COPY_TARGET : Action.SKIP;
        }
        // A link without target on this host may have one in the container, for example in /course/common.
        if (staysIn(root, link, target) || !Files.exists(link)) {
            return Action.COPY_LINK;
        }
        if (contains(link.toRealPath())) {
            return Files.isRegularFile(link) ? Action.COPY_TARGET : Action.SKIP;
        }
        return target.isAbsolute() ? Action.COPY_LINK : Action.SKIP;
    }

    /** Returns whether a link never leaves {@code root}, so that it stays valid in a copy with another name. */
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
