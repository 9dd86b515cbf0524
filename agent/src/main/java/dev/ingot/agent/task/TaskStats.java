package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Facts about a task's folder that decide between a copy and an overlay.
 *
 * @param folder  real path of the task's folder
 * @param files   number of files; not all are counted if {@code special}
 * @param bytes   total size of the counted files
 * @param special whether the folder has links that a copy would not keep, or entries other than files and folders
 */
record TaskStats(Path folder, long files, long bytes, boolean special) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final long LARGE_FILE_COUNT = 500;
    private static final long LARGE_BYTE_COUNT = 16 << 20;

    static TaskStats of(Path task) throws IOException {
        LinkRule rule = LinkRule.of(task);
        Counter counter = new Counter(rule);
        Files.walkFileTree(rule.task(), counter);
        return new TaskStats(rule.task(), counter.files, counter.bytes, counter.special);
    }

    /**
     * Returns whether an overlay would look the same as a copy: nothing special, no mount below the folder, and no character
     * in the path that a mount option cannot contain. Reads the table of mounts, which may be long.
     */
    boolean canOverlay() throws IOException {
        return !special && isMountablePath(folder) && hasNoMountBelow(folder, Files.readAllLines(MOUNTS));
    }

    /** Returns whether an overlay and a cold container take less time than copying the task into a warm container. */
    boolean isLarge() {
        return files > LARGE_FILE_COUNT || bytes > LARGE_BYTE_COUNT;
    }

    private static boolean isMountablePath(Path path) {
        return path.toString().chars().noneMatch(c -> c == ':' || c == ',' || c == '\\');
    }

    private static boolean hasNoMountBelow(Path path, List<String> mountTable) {
        return mountTable.stream().noneMatch(line -> line.split(" ")[4].startsWith(path + "/"));
    }

    private static final class Counter extends SimpleFileVisitor<Path> {
        private final LinkRule rule;
        private long files;
        private long bytes;
        private boolean special;

        Counter(LinkRule rule) {
            this.rule = rule;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            files++;
            bytes += attributes.size();
            special |= attributes.isOther() || attributes.isSymbolicLink()
                && rule.actionFor(file, rule.task()) != LinkRule.Action.COPY_LINK;
            return special ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
