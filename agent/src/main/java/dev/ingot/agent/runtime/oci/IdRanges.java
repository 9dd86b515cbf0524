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
 * The host's ids that containers' users are given, in ranges; no two jobs of this host have the same, whichever agent
 * runs them. A range in use is a link, named after it, to the name of the run that has it ({@link RunDir}).
 *
 * @param folder the same for all agents; should not survive a boot
 */
record IdRanges(Path folder) {

    /** Between what systemd gives to containers and to the users of foreign files; Podman's example begins above. */
    static final long FIRST = 0x7000_0000L;
    static final long END = 0x7FFE_0000L;

    /** Returns the first id of a range that no other run has. */
    long allocate(String run) throws IOException {
        PrivateFolder.createOrRestrict(folder);
        for (long first = FIRST; first < END; first += UserMapping.COUNT) {
            try {
                Files.createSymbolicLink(folder.resolve(Long.toString(first)), Path.of(run));
                return first;
            } catch (FileAlreadyExistsException e) {
                // Another's; on to the next.
                continue;
            }
        }
        throw new IOException("all ranges of ids are taken: " + folder);
    }

    /** Gives back one range that the run has. */
    void release(String run, long first) throws IOException {
        Path range = folder.resolve(Long.toString(first));
        if (run.equals(readHolder(range))) {
            Files.deleteIfExists(range);
        }
    }

    /** Gives back all that the run has; nothing is no error. */
    void release(String run) throws IOException {
        try (DirectoryStream<Path> taken = Files.newDirectoryStream(folder)) {
            for (Path range : taken) {
                if (run.equals(readHolder(range))) {
                    Files.deleteIfExists(range);
                }
            }
        } catch (NoSuchFileException e) {
            // None was ever taken here.
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
