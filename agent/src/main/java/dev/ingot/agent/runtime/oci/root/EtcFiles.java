package dev.ingot.agent.runtime.oci.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files that every container has of its own, whatever its image says.
 *
 * @param hostname the container's
 * @param gateway  the address of the host in its network, when it has one
 */
public record EtcFiles(String hostname, Optional<String> gateway) {

    private static final Path HOSTS_RESOLVER = Path.of("/etc/resolv.conf");
    /** What systemd-resolved itself asks, when it is the host's resolver. */
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    /** Writes them into the layer over {@code tree}. */
    void write(Path tree, Path layer) throws IOException {
        Path etc = folder(tree, layer, "etc", "rwxr-xr-x");
        Files.writeString(etc.resolve("hostname"), hostname + "\n");
        Files.writeString(etc.resolve("hosts"), hosts());
        Files.writeString(etc.resolve("resolv.conf"), resolver());
        if (!Files.exists(tree.resolve("tmp"), LinkOption.NOFOLLOW_LINKS)) {
            folder(tree, layer, "tmp", "rwxrwxrwx");
        }
    }

    /** A folder as it is in the tree, or else as said: its place in the layer decides its owner and mode. */
    private static Path folder(Path tree, Path layer, String name, String otherwise) throws IOException {
        Path original = tree.resolve(name);
        Path folder = Files.createDirectory(layer.resolve(name));
        if (Files.isDirectory(original, LinkOption.NOFOLLOW_LINKS)) {
            PosixFileAttributes attributes = Files.readAttributes(original, PosixFileAttributes.class);
            Files.setPosixFilePermissions(folder, attributes.permissions());
            Files.setOwner(folder, attributes.owner());
        } else {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(otherwise));
        }
        return folder;
    }

    private String hosts() {
        return "127.0.0.1\tlocalhost " + hostname + "\n::1\tlocalhost ip6-localhost ip6-loopback\n"
            + gateway.map(address -> address + "\thost.docker.internal\n").orElse("");
    }

    /** The host's, without name servers that only the host reaches. */
    private String resolver() throws IOException {
        if (gateway.isEmpty()) {
            return "";
        }
        Path file = Files.exists(BEHIND_RESOLVED) ? BEHIND_RESOLVED : HOSTS_RESOLVER;
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.stream().filter(line -> !line.matches("nameserver\\s+(127\\..*|::1)"))
            .collect(Collectors.joining("\n", "", "\n"));
    }
}
