package dev.ingot.agent.runtime.oci.root;

import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file system that takes what a container writes, and its limits. */
public sealed interface Layer {

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
    record InMemory(long bytes, long inodes) implements Layer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Mounts.tmpfs(target, bytes, inodes);
        }
    }

    /**
     * A file system in a file, which limits what is written whatever disk the file lies on. The file takes room as it is
     * written, and has no name while it is used: it goes with the mount.
     */
    record OnDisk(long bytes, long inodes) implements Layer {
        @Override
        public void mount(Path target, Path file) throws IOException {
            Files.createDirectories(file.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
                empty.setLength(bytes);
            }
            // Without a journal: it is lost with the container whatever happens.
            HostCommand.of("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-N", Long.toString(inodes), "-O", "^has_journal",
                "-E", "lazy_itable_init=1,nodiscard,root_owner=0:0", file.toString()).run();
            HostCommand.of("mount", "-o", "loop,noatime", file.toString(), target.toString()).run();
            Files.delete(file);
        }
    }
}
