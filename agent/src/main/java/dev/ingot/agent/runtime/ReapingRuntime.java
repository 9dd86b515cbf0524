package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps a runtime and records every open container. Removes containers with this agent's label that are not open: orphans of an
 * earlier agent process, of a create call whose answer was lost, and of a failed removal.
 */
public final class ReapingRuntime implements ContainerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ReapingRuntime.class);

    private final ContainerRuntime runtime;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final AtomicLong orphansRemoved = new AtomicLong();
    private Set<String> unheldAtLastCheck = Set.of();

    /** @param runtime to wrap; closed with this one */
    public ReapingRuntime(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return runtime.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return runtime.capabilities();
    }

    @Override
    public Health probe() {
        return runtime.probe();
    }

    @Override
    public boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return runtime.canMountOverlay(layer, directory);
    }

    @Override
    public boolean canSee(Path directory) {
        return runtime.canSee(directory);
    }

    @Override
    public List<ImageInfo> images() {
        return runtime.images();
    }

    @Override
    public Container create(ContainerSpec spec) {
        Container container = runtime.create(spec);
        held.add(container.id());
        return new HeldContainer(container, held);
    }

    @Override
    public List<Container> findOrphans(String agent) {
        return runtime.findOrphans(agent);
    }

    /**
     * Removes all containers of earlier processes of the agent, concurrently. Called before the first create.
     *
     * @param agentId value of the label {@link Labels#AGENT}
     */
    public void removeOrphans(String agentId) {
        try (ExecutorService removing = Executors.newVirtualThreadPerTaskExecutor()) {
            runtime.findOrphans(agentId).forEach(container -> removing.submit(() -> remove(container)));
        }
    }

    /**
     * Removes the containers that are not open now and were not open at the previous call. Two calls are needed because a
     * container that is just being created is listed before it is recorded as open. Called periodically by a single thread.
     *
     * @param agentId value of the label {@link Labels#AGENT}
     */
    public void removeUnheld(String agentId) {
        List<Container> unheld = runtime.findOrphans(agentId).stream().filter(found -> !held.contains(found.id())).toList();
        unheld.stream().filter(found -> unheldAtLastCheck.contains(found.id())).forEach(this::remove);
        unheldAtLastCheck = unheld.stream().map(Container::id).collect(Collectors.toSet());
    }

    private void remove(Container container) {
        LOG.warn("Removing orphan container {}: no job of this agent process holds it", container.id());
        container.close();
        orphansRemoved.incrementAndGet();
    }

    /** Returns the number of orphans removed since the start. */
    public long orphansRemoved() {
        return orphansRemoved.get();
    }

    @Override
    public void close() {
        runtime.close();
    }

    private static final class HeldContainer extends ForwardingContainer {
        private final Set<String> held;

        HeldContainer(Container container, Set<String> held) {
            super(container);
            this.held = held;
        }

        @Override
        public void close() {
            super.close();
            held.remove(id());
        }
    }
}
