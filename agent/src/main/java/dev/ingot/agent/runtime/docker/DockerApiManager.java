package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.runtime.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.Set;

/** The engines that speak Docker's API. What differs between them is here, as data. */
public enum DockerApiManager {
    /** A Docker daemon, found as the {@code docker} command finds it. */
    DOCKER("Docker", "",
        "install and start Docker (apt-get install docker.io; systemctl start docker), or set DOCKER_HOST",
        "run the agent as root or add its user to the group docker (usermod -aG docker USER, then log in anew)",
        "see what it says: systemctl status docker; journalctl -u docker") {
        @Override
        String remedyForRuntime(String name) {
            return "install " + name + ", add {\"runtimes\": {\"" + name + "\": {\"path\": \"/usr/bin/" + name
                + "\"}}} to /etc/docker/daemon.json, and restart Docker";
        }
    },
    /**
     * Podman's service of the same API, without the call that changes the limits of a container. It lists OCI runtimes whether
     * they are installed or not, and gives every container a limit of processes per user above its own, which takes a capability.
     */
    PODMAN("Podman", "unix:///run/podman/podman.sock",
        "install and start Podman (apt-get install podman; systemctl enable --now podman.socket), or give the runtime "
            + "another socket",
        "run the agent as root, or give the runtime the socket of its user's own service: "
            + "unix:///run/user/UID/podman/podman.sock",
        "see what it says: systemctl status podman.socket podman.service; journalctl -u podman") {
        @Override
        Set<Capability> unsupportedCapabilities() {
            return Set.of(Capability.LIVE_RESIZE);
        }

        /** The call Docker has too looks only four times a second, and does not say so. */
        @Override
        String waitPath(String id) {
            return "/v4.0.0/libpod/containers/" + id + "/wait?interval=20ms";
        }

        @Override
        OptionalLong processLimitPerUser() {
            try {
                return OptionalLong.of(HostFacts.maxProcessesPerUser());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        String remedyForRuntime(String name) {
            return "install " + name + ", or name its place under [engine.runtimes] in /etc/containers/containers.conf";
        }
    };

    private final String title;
    private final String defaultHost;
    private final String remedyForSocket;
    private final String remedyForPermission;
    private final String remedyForSilence;

    DockerApiManager(String title, String defaultHost, String remedyForSocket, String remedyForPermission,
        String remedyForSilence) {
        this.title = title;
        this.defaultHost = defaultHost;
        this.remedyForSocket = remedyForSocket;
        this.remedyForPermission = remedyForPermission;
        this.remedyForSilence = remedyForSilence;
    }

    /** As people call it. */
    String title() {
        return title;
    }

    /** Where it listens when nothing else is said; empty to ask the environment. */
    String defaultHost() {
        return defaultHost;
    }

    String remedyForSocket() {
        return remedyForSocket;
    }

    String remedyForPermission() {
        return remedyForPermission;
    }

    String remedyForSilence() {
        return remedyForSilence;
    }

    /**
     * The limit of processes per user that is to be asked for, where the engine would else raise its own, which takes a
     * capability. Containers are held by their own limit; this one is only not to stand in the way.
     */
    OptionalLong processLimitPerUser() {
        return OptionalLong.empty();
    }

    /** What its API does not offer. */
    Set<Capability> unsupportedCapabilities() {
        return Set.of();
    }

    /** What answers when a container has ended, with its code. */
    String waitPath(String id) {
        return "/containers/" + id + "/wait";
    }

    /** Whether the end of a container that is removed while it runs is told as a kill, and not now and then as success. */
    boolean reportsRemovalAsKill() {
        return this != PODMAN;
    }

    /** Whether it leaves new networks with the kernel's settings, which Docker changes in favour of users other than root. */
    boolean needsNetworkSysctls() {
        return this == PODMAN;
    }

    /** What an admin does about an OCI runtime that the engine lacks. */
    abstract String remedyForRuntime(String name);
}
