package dev.ingot.agent.runtime.lxd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What differs between the servers that speak this API. */
public enum LxdServerKind {
    /** Canonical's. */
    LXD("lxd", List.of("/var/lib/lxd/unix.socket", "/var/snap/lxd/common/lxd/unix.socket"), "lxd", "security.devlxd"),
    /** The community's. */
    INCUS("incus", List.of("/var/lib/incus/unix.socket", "/run/incus/unix.socket"), "incus-admin", "security.guestapi");

    private final String configName;
    private final List<String> sockets;
    private final String group;
    private final String guestApiKey;

    LxdServerKind(String configName, List<String> sockets, String group, String guestApiKey) {
        this.configName = configName;
        this.sockets = sockets;
        this.group = group;
        this.guestApiKey = guestApiKey;
    }

    /** By its word in the configuration. */
    public static Optional<LxdServerKind> of(String word) {
        return Arrays.stream(values()).filter(flavour -> flavour.configName.equals(word)).findFirst();
    }

    /** Its name in messages, and of its Debian package. */
    String configName() {
        return configName;
    }

    /** Where it listens: the first of the usual places that is there. */
    public Path socket() {
        return sockets.stream().map(Path::of).filter(Files::exists).findFirst().orElse(Path.of(sockets.getFirst()));
    }

    /** Whose members may use the socket. */
    String group() {
        return group;
    }

    /** Its own certificate, on its host. */
    Path certificate() {
        return Path.of("/var/lib", configName, "server.crt");
    }

    /** The key that keeps the server's own socket out of an instance. */
    String guestApiKey() {
        return guestApiKey;
    }
}
