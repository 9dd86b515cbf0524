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

/**
 * The cgroups of the host, of every version and every owner.
 *
 * @param groups directories of the cgroups
 */
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
                // Removed in the meantime.
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

    /** Returns those cgroups that still exist and contain no process, also not in a cgroup below. */
    CgroupSnapshot findEmpty() {
        return new CgroupSnapshot(groups.stream().filter(group -> Files.isDirectory(group) && groups.stream()
            .filter(other -> other.startsWith(group)).allMatch(CgroupSnapshot::isEmpty))
            .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Returns those cgroups that another snapshot does not contain. */
    CgroupSnapshot without(CgroupSnapshot others) {
        Set<Path> left = new TreeSet<>(groups);
        left.removeAll(others.groups());
        return new CgroupSnapshot(left);
    }

    private static boolean isEmpty(Path group) {
        try {
            return Files.readString(group.resolve("cgroup.procs")).isBlank();
        } catch (IOException e) {
            // Removed in the meantime.
            return true;
        }
    }
}
