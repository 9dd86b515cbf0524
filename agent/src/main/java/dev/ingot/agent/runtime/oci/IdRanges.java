package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.PrivateFolder;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Allocates ranges of the host's user and group ids to user namespaces; each range is used by one job of one agent of the
 * host. An allocated range is a symbolic link, named after its first id, whose target is the name of the run that holds it
 * ({@link RunDir}).
 *
 * @param folder the same for all agents of the host; should not survive a reboot
 */
record IdRanges(Path folder) {

    /**
     * The ids lie between those that systemd assigns to containers and to foreign file systems
     * (https://systemd.io/UIDS-GIDS/); Podman's example begins above.
     */
    static final long FIRST = 0x7000_0000L;
    static final long END = 0x7FFE_0000L;

    /**
     * Allocates a range that no other run holds.
     *
     * @param run the name of the run
     * @return the first id of the range
     * @throws IOException when all ranges are allocated
     */
    long allocate(String run) throws IOException {
        PrivateFolder.createOrRestrict(folder);
        for (long first = FIRST; first < END; first += UserMapping.COUNT) {
            try {
                Files.createSymbolicLink(folder.resolve(Long.toString(first)), Path.of(run));
                return first;
            } catch (FileAlreadyExistsException e) {
                // Held by another run.
                continue;
            }
        }
        throw new IOException("all id ranges are allocated: " + folder);
    }

    /** Releases a range, if the run holds it. */
    void release(String run, long first) throws IOException {
        Path range = folder.resolve(Long.toString(first));
        if (run.equals(readHolder(range))) {
            Files.deleteIfExists(range);
        }
    }

    /** Releases all ranges that the run holds. */
    void release(String run) throws IOException {
        try (DirectoryStream<Path> ranges = Files.newDirectoryStream(folder)) {
            for (Path range : ranges) {
                if (run.equals(readHolder(range))) {
                    Files.deleteIfExists(range);
                }
            }
        } catch (NoSuchFileException e) {
            // No range was ever allocated.
            return;
        }
    }

    private static String readHolder(Path range) throws IOException {
        try {
            return Files.readSymbolicLink(range).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
