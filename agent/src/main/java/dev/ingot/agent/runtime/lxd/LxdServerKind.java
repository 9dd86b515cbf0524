package dev.ingot.agent.runtime.lxd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists the servers that offer the LXD API, with the differences between them as data. */
public enum LxdServerKind {
    /** LXD, by Canonical. */
    LXD("lxd", List.of("/var/lib/lxd/unix.socket", "/var/snap/lxd/common/lxd/unix.socket"), "lxd", "security.devlxd"),
    /** Incus, the community's fork. */
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

    /** Returns the kind with this name in the configuration; empty when there is none. */
    public static Optional<LxdServerKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> kind.configName.equals(name)).findFirst();
    }

    /** Returns its name in configuration and messages, which is also that of its Debian package. */
    String configName() {
        return configName;
    }

    /** Returns the first of its default sockets that exists, or the first one when none does. */
    public Path socket() {
        return sockets.stream().map(Path::of).filter(Files::exists).findFirst().orElse(Path.of(sockets.getFirst()));
    }

    /** Returns the group whose members may use the socket. */
    String group() {
        return group;
    }

    /** Returns the path on its host of its certificate. */
    Path certificate() {
        return Path.of("/var/lib", configName, "server.crt");
    }

    /** Returns the configuration key that controls whether instances get the server's guest API socket. */
    String guestApiKey() {
        return guestApiKey;
    }
}
