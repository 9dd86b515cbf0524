package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system in a file, which limits what is written whatever disk the file lies on. The file takes room as it is written,
 * and has no name while it is used: it goes with the mount.
 *
 * @param bytes  in all; a few hundredths of it are the file system's own
 * @param inodes files and folders
 */
public record DiskInFile(long bytes, long inodes) {

    /**
     * Mounts an empty one, which whoever asks takes away with {@link Mounts#detach}.
     *
     * @param file where it may lie; left there only when this fails
     */
    public void mount(Path target, Path file) throws IOException {
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(bytes);
        }
        // Without a journal: it is lost with its container or its job, whatever happens.
        HostCommand.of("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-N", Long.toString(inodes), "-O", "^has_journal",
            "-E", "lazy_itable_init=1,nodiscard,root_owner=0:0", file.toString()).run();
        HostCommand.of("mount", "-o", "loop,noatime", file.toString(), target.toString()).run();
        Files.delete(file);
    }
}
