package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Network;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records the containers without network that are created without Docker's network sandbox. The OCI runtime already gives such
 * a container a network namespace with a working loopback interface, which is all that the network {@code none} offers. Docker's
 * sandbox would take half the time of a start. Without it Docker provides no {@code /etc/hosts}, so the agent does. See
 * docs/decisions/0004-skip-dockers-network-sandbox.md.
 */
final class LoopbackOnlyContainers {

    private final Optional<Path> scratch;
    private final Set<String> containers = ConcurrentHashMap.newKeySet();

    /** @param scratch folder that the manager sees under the same path; empty to use Docker's sandbox for all containers */
    LoopbackOnlyContainers(Optional<Path> scratch) {
        this.scratch = scratch;
    }

    /**
     * Creates the hosts file of a container without network, or of one that joins a recorded container.
     *
     * @return empty when Docker sets up the container's network
     */
    Optional<HostsFile> createHostsFile(ContainerSpec spec) {
        boolean withoutSandbox = switch (spec.network()) {
            case Network.None() -> true;
            case Network.Joined(String containerId) -> containers.contains(containerId);
            case Network.Bridge bridge -> false;
        };
        return withoutSandbox ? scratch.map(HostsFile::createIn) : Optional.empty();
    }

    /** Records a container that was created with a hosts file of the agent. */
    void add(String id) {
        containers.add(id);
    }

    /** Forgets a container that was removed. */
    void remove(String id) {
        containers.remove(id);
    }
}
