package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.OwnerMapping;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs containers by an OCI command line, without any daemon: crun, runc, runsc, or another. Needs nothing of it to be
 * constructed; what it holds on the host, it takes at the first container.
 */
public final class OciRuntime implements ContainerRuntime {

    private final OciSettings settings;
    private final Optional<CgroupTree> tree;
    private final Set<Capability> capabilities;
    private OciRuntimeContext context;

    public OciRuntime(OciSettings settings) {
        this.settings = settings;
        this.tree = CgroupTree.ofHost();
        this.capabilities = Collections.unmodifiableSet(capabilities(settings, tree));
    }

    private static Set<Capability> capabilities(OciSettings settings, Optional<CgroupTree> tree) {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (tree.map(host -> !host.missingControllers(List.of("memory")).isEmpty()).orElse(true)) {
            all.remove(Capability.LIMIT_MEMORY);
        }
        if (tree.map(host -> !host.missingControllers(List.of("pids")).isEmpty()).orElse(true)) {
            all.remove(Capability.LIMIT_PROCESSES);
        }
        if (!settings.sharedKernel()) {
            all.remove(Capability.SHARED_KERNEL);
            all.remove(Capability.HOST_SOCKETS);
            // The host's cgroup counts what the other kernel is made of.
            all.remove(Capability.LIMIT_PROCESSES);
            // No test has shown it: gVisor keeps what its programs have freed, and a limit changed late is met by that.
            all.remove(Capability.LIVE_RESIZE);
            all.removeAll(NETWORKS);
        }
        if (settings.findPluginFolder().isEmpty()) {
            all.remove(Capability.NETWORK);
            all.remove(Capability.PUBLISH_PORTS);
        }
        return all;
    }

    private static final Set<Capability> NETWORKS =
        EnumSet.of(Capability.NETWORK, Capability.PUBLISH_PORTS, Capability.JOIN_NETWORK);

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
        Health health = new OciProbe(settings, tree).probe();
        Optional<String> trouble = health instanceof Health.Unavailable ? Optional.empty() : findHostProblem();
        return trouble.<Health>map(why -> new Health.Unavailable(why, "restart the agent")).orElse(health);
    }

    /** Of what it holds on the host, if anything yet. */
    private synchronized Optional<String> findHostProblem() {
        return Optional.ofNullable(context).flatMap(OciRuntimeContext::findHostProblem);
    }

    /**
     * The kernel maps no owners on the mount of an overlay (mount_setattr(2)), so a container with users of its own cannot have
     * a folder mounted that lies on one. A task's overlay can be made anew with owners mapped below it:
     * {@link #canMountOverlay(OwnerMapping, Path)}.
     */
    @Override
    public boolean canSee(Path directory) {
        try {
            return !settings.mapsUsers() || !Files.getFileStore(directory).type().equals("overlay");
        } catch (IOException e) {
            throw OciFaults.of("cannot look at " + directory, e);
        }
    }

    @Override
    public boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return context().userNamespaces().map(users -> users.canMapOwners(layer)).orElseGet(() -> canSee(directory));
    }

    @Override
    public List<ImageInfo> images() {
        // Older ones first in the store.
        return context().store().images().reversed().stream()
            .filter(image -> image.labels().containsKey(Labels.ENVIRONMENT_NAME)).map(StoredImage::info).toList();
    }

    @Override
    public Container create(ContainerSpec spec) {
        return new OciContainerFactory(settings, context(), spec.withExtraMemory(settings.overhead())).create();
    }

    @Override
    public List<Container> findOrphans(String agentId) {
        try {
            return context().findByAgent(agentId);
        } catch (IOException e) {
            throw OciFaults.of("looking for leftovers", e);
        }
    }

    private synchronized OciRuntimeContext context() {
        if (context == null) {
            context = OciRuntimeContext.open(settings, tree.orElseThrow(() -> new RuntimeFault(Kind.UNAVAILABLE,
                "the host's cgroups cannot be seen from here", null)));
        }
        return context;
    }

    @Override
    public synchronized void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }
}
