package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Network;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers that see their own loopback only, made without a sandbox of Docker's. The OCI runtime gives such a container its
 * network namespace with the loopback up, which is all there is to the network {@code none}; Docker's sandbox around it takes
 * half the time of a start. What Docker then leaves out as well, {@code /etc/hosts}, comes from us. See
 * docs/decisions/0004-skip-dockers-network-sandbox.md.
 */
final class LoopbackOnlyContainers {

    private final Optional<Path> scratch;
    private final Set<String> containers = ConcurrentHashMap.newKeySet();

    /** @param scratch where the daemon finds our files under the same path; empty leaves the network to Docker */
    LoopbackOnlyContainers(Optional<Path> scratch) {
        this.scratch = scratch;
    }

    /** The hosts file of a container that Docker shall give no sandbox, or that joins one without. */
    Optional<HostsFile> createHostsFile(ContainerSpec spec) {
        boolean ours = switch (spec.network()) {
            case Network.None() -> true;
            case Network.Joined(String containerId) -> containers.contains(containerId);
            case Network.Bridge bridge -> false;
        };
        return ours ? scratch.map(HostsFile::createIn) : Optional.empty();
    }

    /** A container with a hosts file of ours was made. */
    void add(String id) {
        containers.add(id);
    }

    /** It is gone. */
    void remove(String id) {
        containers.remove(id);
    }
}
