package dev.ingot.agent.runtime.oci.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files that every container gets regardless of its image.
 *
 * @param hostname the container's host name
 * @param gateway  the host's address in the container's network; empty without a network
 */
public record EtcFiles(String hostname, Optional<String> gateway) {

    /** Includes the bits that Java's portable permissions lack. */
    private static final String MODE = "unix:mode";
    private static final Path HOSTS_RESOLVER = Path.of("/etc/resolv.conf");
    /** The name servers that systemd-resolved uses, when it is the host's resolver. */
    private static final Path RESOLVED_UPSTREAM = Path.of("/run/systemd/resolve/resolv.conf");

    /** Writes the files into the layer above {@code tree}. */
    void write(Path tree, Path layer) throws IOException {
        Path etc = folder(tree, layer, "etc", 0755);
        Files.writeString(etc.resolve("hostname"), hostname + "\n");
        Files.writeString(etc.resolve("hosts"), hosts());
        Files.writeString(etc.resolve("resolv.conf"), resolver());
        if (!Files.isDirectory(tree.resolve("etc"), LinkOption.NOFOLLOW_LINKS)
            || !Files.exists(tree.resolve("etc/mtab"), LinkOption.NOFOLLOW_LINKS)) {
            // Like Docker's: programs look for the mount table there.
            Files.createSymbolicLink(etc.resolve("mtab"), Path.of("/proc/mounts"));
        }
        if (!Files.exists(tree.resolve("tmp"), LinkOption.NOFOLLOW_LINKS)) {
            folder(tree, layer, "tmp", 01777);
        }
    }

    /**
     * Creates a folder in the layer with the mode it has in the tree, since the layer's mode is the one in effect.
     *
     * @param defaultMode when the tree has no such folder
     */
    private static Path folder(Path tree, Path layer, String name, int defaultMode) throws IOException {
        Path original = tree.resolve(name);
        Path folder = Files.createDirectory(layer.resolve(name));
        int mode = Files.isDirectory(original, LinkOption.NOFOLLOW_LINKS)
            ? (int) Files.getAttribute(original, MODE) & 07777 : defaultMode;
        Files.setAttribute(folder, MODE, mode);
        return folder;
    }

    private String hosts() {
        return "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
            + "ff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n"
            + gateway.map(host -> "127.0.1.1\t" + hostname + "\n" + host + "\thost.docker.internal\n").orElse("");
    }

    /** Returns the host's resolver settings, without name servers that only the host can reach. */
    private String resolver() throws IOException {
        if (gateway.isEmpty()) {
            return "";
        }
        Path file = Files.exists(RESOLVED_UPSTREAM) ? RESOLVED_UPSTREAM : HOSTS_RESOLVER;
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.stream().filter(line -> !line.matches("nameserver\\s+(127\\..*|::1)"))
            .collect(Collectors.joining("\n", "", "\n"));
    }
}
