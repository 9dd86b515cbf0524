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
 * @param odd    whether there are links that a copy does not keep as they are, or anything but files and folders
 */
record TaskSurvey(Path folder, long files, long bytes, boolean odd) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final long MANY_FILES = 500;
    private static final long MANY_BYTES = 16 << 20;

    static TaskSurvey of(Path task) throws IOException {
        LinkRule rule = LinkRule.of(task);
        Counter counter = new Counter(rule);
        Files.walkFileTree(rule.task(), counter);
        return new TaskSurvey(rule.task(), counter.files, counter.bytes, counter.odd);
    }

    /**
     * Whether a layer would show what a copy would: nothing odd, no other file system mounted below, no character in the path
     * that a mount cannot take. Reads the table of mounts, which may be long.
     */
    boolean plain() throws IOException {
        return !odd && mountable(folder) && nothingMountedBelow(folder, Files.readAllLines(MOUNTS));
    }

    /** Whether making a layer, and a container over it, is less work than copying into one that is there. */
    boolean large() {
        return files > MANY_FILES || bytes > MANY_BYTES;
    }

    private static boolean mountable(Path path) {
        return path.toString().chars().noneMatch(c -> c == ':' || c == ',' || c == '\\');
    }

    private static boolean nothingMountedBelow(Path path, List<String> mountTable) {
        return mountTable.stream().noneMatch(line -> line.split(" ")[4].startsWith(path + "/"));
    }

    private static final class Counter extends SimpleFileVisitor<Path> {
        private final LinkRule rule;
        private long files;
        private long bytes;
        private boolean odd;

        Counter(LinkRule rule) {
            this.rule = rule;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            files++;
            bytes += attributes.size();
            odd |= attributes.isOther() || attributes.isSymbolicLink() && rule.fate(file, rule.task()) != LinkRule.Fate.KEPT;
            return odd ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
