package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Uninterruptibles;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs containers as instances of an LXD or Incus server. Can be opened before its server runs. */
public final class LxdRuntime implements ContainerRuntime {

    private final LxdSettings settings;
    private final LxdRuntimeContext context;
    /** Controllers that the server's kernel lacks; empty when the agent cannot read its cgroups. */
    private final List<String> missingControllers;
    private final Set<Capability> capabilities;

    /** Opens a runtime, without connecting yet. */
    public LxdRuntime(LxdSettings settings) {
        this.settings = settings;
        // The instances of a server reached over the network are on another host.
        Optional<CgroupTree> tree = settings.endpoint().isLocal() ? CgroupTree.ofHost() : Optional.empty();
        this.context = new LxdRuntimeContext(settings, tree);
        this.missingControllers = tree.map(host -> host.missingControllers(List.of("memory", "pids"))).orElse(List.of());
        this.capabilities = Collections.unmodifiableSet(capabilities(tree.isPresent(), missingControllers,
            context.canMapOwners()));
    }

    private static Set<Capability> capabilities(boolean canReadCgroups, List<String> missingControllers, boolean canMapOwners) {
        // Connecting to sockets of the host has not been tested.
        Set<Capability> all = EnumSet.complementOf(EnumSet.of(Capability.HOST_SOCKETS));
        if (!canMapOwners) {
            all.remove(Capability.PIN_MOUNT_SOURCES);
        }
        if (missingControllers.contains("memory")) {
            all.remove(Capability.LIMIT_MEMORY);
        }
        if (missingControllers.contains("pids")) {
            all.remove(Capability.LIMIT_PROCESSES);
        }
        if (!canReadCgroups) {
            all.remove(Capability.CHEAP_USAGE);
            // The server enforces the limit, but does not report that it was exceeded.
            all.remove(Capability.LIMIT_MEMORY);
        }
        return all;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Health probe() {
        return new LxdProbe(settings, context.instances().client(), context.canMapOwners(), missingControllers).probe();
    }

    @Override
    public List<ImageInfo> images() {
        return context.instances().images().stream().map(LxdImage::info).toList();
    }

    @Override
    public Container create(ContainerSpec spec) {
        return Uninterruptibles.createOrDiscard(() -> new LxdContainerFactory(settings, context, spec).create(),
            thrown -> thrown instanceof RuntimeFault fault ? fault
                : new RuntimeFault(Kind.INTERNAL, "create: " + thrown, thrown));
    }

    @Override
    public List<Container> findOrphans(String agentId) {
        try {
            return Stream.concat(context.instances().findByAgent(agentId).stream(), context.mountFolderNames(agentId).stream())
                .distinct()
                .map(name -> (Container) new OrphanInstance(context.instances(), name, context.mountFolder(agentId, name)))
                .toList();
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot list orphans: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
