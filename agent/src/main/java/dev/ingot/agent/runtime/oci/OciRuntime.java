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
 * Runs containers with an OCI command line such as crun, runc or runsc, without a daemon. The constructor needs nothing of
 * the host; resources of the host are opened with the first container.
 */
public final class OciRuntime implements ContainerRuntime {

    private final OciSettings settings;
    private final Optional<CgroupTree> tree;
    private final Set<Capability> capabilities;
    private OciRuntimeContext context;
    private boolean closed;

    /** Creates a runtime that has not opened anything yet. */
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
            // The host's cgroup counts the processes of the sandbox, not those of the other kernel.
            all.remove(Capability.LIMIT_PROCESSES);
            // Not shown by a test: gVisor keeps memory that its programs have freed, which counts against a limit lowered
            // later.
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
        Optional<String> problem = health instanceof Health.Unavailable ? Optional.empty() : findHostProblem();
        return problem.<Health>map(text -> new Health.Unavailable(text, "restart the agent")).orElse(health);
    }

    /** Checks the opened resources, if any. */
    private synchronized Optional<String> findHostProblem() {
        return Optional.ofNullable(context).flatMap(OciRuntimeContext::findHostProblem);
    }

    /**
     * The kernel cannot map owners on an overlay mount (mount_setattr(2)), so a container with a user namespace cannot mount
     * a folder that lies on one. A task's overlay can be remounted above an id-mapped folder:
     * {@link #canMountOverlay(OwnerMapping, Path)}.
     */
    @Override
    public boolean canSee(Path directory) {
        try {
            return !settings.mapsUsers() || !Files.getFileStore(directory).type().equals("overlay");
        } catch (IOException e) {
            throw OciFaults.of("cannot check the file system of " + directory, e);
        }
    }

    @Override
    public boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return context().userNamespaces().map(users -> users.canMapOwners(layer)).orElseGet(() -> canSee(directory));
    }

    @Override
    public List<ImageInfo> images() {
        // The store lists older images first.
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
            throw OciFaults.of("cannot list orphans", e);
        }
    }

    private synchronized OciRuntimeContext context() {
        if (closed) {
            throw new RuntimeFault(Kind.UNAVAILABLE, "runtime " + name() + " is closed", null);
        }
        if (context == null) {
            context = OciRuntimeContext.open(settings, tree.orElseThrow(() -> new RuntimeFault(Kind.UNAVAILABLE,
                "the host's cgroups are not visible to the agent", null)));
        }
        return context;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (context != null) {
            context.close();
            context = null;
        }
    }
}
