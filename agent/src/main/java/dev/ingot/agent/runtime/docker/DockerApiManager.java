package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.runtime.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.Set;

/** Lists the managers that offer Docker's API, with the differences between them as data. */
public enum DockerApiManager {
    /** The Docker daemon, found as the {@code docker} command finds it. */
    DOCKER("Docker", "",
        "install and start Docker (apt-get install docker.io; systemctl start docker), or set DOCKER_HOST",
        "run the agent as root or add its user to the group docker (usermod -aG docker USER, then log in anew)",
        "read its log: systemctl status docker; journalctl -u docker") {
        @Override
        String runtimesFile() {
            return "/etc/docker/daemon.json";
        }

        @Override
        String remedyForRuntime(String name) {
            return "install " + name + ", add {\"runtimes\": {\"" + name + "\": {\"path\": \"/usr/bin/" + name
                + "\"}}} to /etc/docker/daemon.json, and restart Docker";
        }
    },
    /**
     * Podman's service of the same API. It lacks the call that changes the limits of a container. It lists OCI runtimes that are
     * not installed. Unless told otherwise, it gives every container a limit of processes per user above its own, which requires
     * a capability.
     */
    PODMAN("Podman", "unix:///run/podman/podman.sock",
        "install and start Podman (apt-get install podman; systemctl enable --now podman.socket), or give the runtime "
            + "another socket",
        "run the agent as root, or give the runtime the socket of its user's own service: "
            + "unix:///run/user/UID/podman/podman.sock",
        "read its log: systemctl status podman.socket podman.service; journalctl -u podman") {
        @Override
        String runtimesFile() {
            return "/etc/containers/containers.conf";
        }

        @Override
        Set<Capability> unsupportedCapabilities() {
            return Set.of(Capability.LIVE_RESIZE);
        }

        /** Returns Podman's own call: its version of Docker's call checks the container only four times a second. */
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
            return "install " + name + ", or name its path under [engine.runtimes] in /etc/containers/containers.conf";
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

    /** Returns its name for messages. */
    String title() {
        return title;
    }

    /** Returns the address to use when none is configured; empty to use the environment variable DOCKER_HOST. */
    String defaultHost() {
        return defaultHost;
    }

    /** Returns what an operator does when its socket does not exist. */
    String remedyForSocket() {
        return remedyForSocket;
    }

    /** Returns what an operator does when the agent may not use its socket. */
    String remedyForPermission() {
        return remedyForPermission;
    }

    /** Returns what an operator does when it does not answer. */
    String remedyForSilence() {
        return remedyForSilence;
    }

    /**
     * Returns the limit of processes per user to request for containers, for a manager that would otherwise raise its own, which
     * requires a capability. It must only be high enough: the container's own limit of processes is what restricts it.
     *
     * @return empty when no limit is to be requested
     */
    OptionalLong processLimitPerUser() {
        return OptionalLong.empty();
    }

    /** Returns the capabilities that its API lacks. */
    Set<Capability> unsupportedCapabilities() {
        return Set.of();
    }

    /** Returns the path of the call that answers when a container has ended, with its exit status. */
    String waitPath(String id) {
        return "/containers/" + id + "/wait";
    }

    /**
     * Returns whether it always reports a container that is removed while it runs as killed. Podman sometimes reports success.
     */
    boolean reportsRemovalAsKill() {
        return this != PODMAN;
    }

    /**
     * Returns whether it leaves the kernel's default sysctls in new networks, where Docker sets
     * {@link dev.ingot.agent.runtime.NetworkSysctls}.
     */
    boolean needsNetworkSysctls() {
        return this == PODMAN;
    }

    /** Returns the path of the file in which OCI runtimes are registered with it. */
    abstract String runtimesFile();

    /** Returns what an operator does when it lacks the OCI runtime {@code name}. */
    abstract String remedyForRuntime(String name);
}
