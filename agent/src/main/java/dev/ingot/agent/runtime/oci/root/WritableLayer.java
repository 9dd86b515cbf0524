package dev.ingot.agent.runtime.oci.root;

import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file system that takes what a container writes, and its limits. */
public sealed interface WritableLayer {

    /** In all. */
    long bytes();

    /** Files and folders. */
    long inodes();

    /**
     * Mounts an empty one.
     *
     * @param file where one on disk may lie; left there only when this fails
     */
    void mount(Path target, Path file) throws IOException;

    /** In memory, which counts as the container's. */
    record InMemory(long bytes, long inodes) implements WritableLayer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Mounts.tmpfs(target, bytes, inodes);
        }
    }

    /** In a file, which lies on whatever disk. */
    record OnDisk(long bytes, long inodes) implements WritableLayer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Files.createDirectories(file.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            new LoopFileSystem(bytes, inodes).mount(target, file);
        }
    }
}
