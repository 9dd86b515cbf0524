package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The host's cgroups, of whatever version and whoever made them, by their directories. */
record CgroupSnapshot(Set<Path> groups) {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static CgroupSnapshot capture() throws IOException {
        Set<Path> found = new TreeSet<>();
        FileVisitor<Path> folders = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                found.add(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Removed meanwhile.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(ROOT, folders);
        return new CgroupSnapshot(found);
    }

    /** Of these, those that are there still and that nobody is in, nor in a group below. */
    CgroupSnapshot findEmpty() {
        return new CgroupSnapshot(groups.stream().filter(group -> Files.isDirectory(group) && groups.stream()
            .filter(other -> other.startsWith(group)).allMatch(CgroupSnapshot::isEmpty))
            .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Those that are not among others. */
    CgroupSnapshot without(CgroupSnapshot others) {
        Set<Path> left = new TreeSet<>(groups);
        left.removeAll(others.groups());
        return new CgroupSnapshot(left);
    }

    private static boolean isEmpty(Path group) {
        try {
            return Files.readString(group.resolve("cgroup.procs")).isBlank();
        } catch (IOException e) {
            // Removed meanwhile.
            return true;
        }
    }
}
