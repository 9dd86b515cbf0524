package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * What there is in a task's folder, as far as it decides between a copy and a layer.
 *
 * @param folder the task's own, with no link in its path
 * @param special    whether there are links that a copy does not keep as they are, or anything but files and folders
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
     * Whether a layer would show what a copy would: nothing odd, no other file system mounted below, no character in the path
     * that a mount cannot take. Reads the table of mounts, which may be long.
     */
    boolean canOverlay() throws IOException {
        return !special && isMountablePath(folder) && hasNoMountBelow(folder, Files.readAllLines(MOUNTS));
    }

    /** Whether making a layer, and a container over it, is less work than copying into one that is there. */
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
