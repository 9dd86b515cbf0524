package dev.ingot.agent.runtime.oci.root;

import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file system for everything that a container writes, with its limits. */
public sealed interface WritableLayer {

    /** Returns the limit in bytes. */
    long bytes();

    /** Returns the most files and folders. */
    long inodes();

    /**
     * Mounts an empty file system.
     *
     * @param file the path for the file of a layer on disk; a file remains only when this fails
     */
    void mount(Path target, Path file) throws IOException;

    /** A layer in memory, which counts as memory of the container. */
    record InMemory(long bytes, long inodes) implements WritableLayer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Mounts.tmpfs(target, bytes, inodes);
        }
    }

    /** A layer in a file on disk. */
    record OnDisk(long bytes, long inodes) implements WritableLayer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Files.createDirectories(file.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            new LoopFileSystem(bytes, inodes).mount(target, file);
        }
    }
}
