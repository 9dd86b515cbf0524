package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Represents the {@code /etc/hosts} of one container, with the lines that Docker gives a container without network. Deleted with
 * the container.
 *
 * @param path on the host
 */
record HostsFile(Path path) {

    static final String TARGET = "/etc/hosts";

    private static final Logger LOG = LoggerFactory.getLogger(HostsFile.class);
    private static final String LINES = """
        127.0.0.1\tlocalhost
        ::1\tlocalhost ip6-localhost ip6-loopback
        fe00::0\tip6-localnet
        ff00::0\tip6-mcastprefix
        ff02::1\tip6-allnodes
        ff02::2\tip6-allrouters
        """;

    /**
     * Creates a hosts file.
     *
     * @param directory created when it does not exist
     * @throws RuntimeFault of kind EXHAUSTED when the file cannot be written
     */
    static HostsFile createIn(Path directory) {
        try {
            Path path = Files.createTempFile(Files.createDirectories(directory), "hosts-", "");
            Files.writeString(path, LINES);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            return new HostsFile(path);
        } catch (IOException e) {
            throw new RuntimeFault(Kind.EXHAUSTED, "cannot write a hosts file in " + directory, e);
        }
    }

    /** Deletes the file. Only logs a failure. */
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("Cannot delete hosts file {}", path, e);
        }
    }
}
