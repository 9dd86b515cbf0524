package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.PidFd;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Uninterruptibles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Runs containers through Docker or Podman, with any OCI runtime registered there. Can be opened before its manager runs. */
public final class DockerRuntime implements ContainerRuntime {

    private static final String NONEXISTENT_IMAGE = "sha256:" + "0".repeat(64);

    private final DockerSettings settings;
    private final DockerConnection connection;
    private final CgroupLocator cgroupLocator;
    private final LoopbackOnlyContainers loopbackOnly;
    private final Set<Capability> capabilities;

    /**
     * Opens a runtime, without connecting yet.
     *
     * @throws RuntimeFault of kind INVALID when the address or the TLS settings are wrong
     */
    public DockerRuntime(DockerSettings settings) {
        this(settings, UnaryOperator.identity());
    }

    DockerRuntime(DockerSettings settings, UnaryOperator<DockerHttpClient> around) {
        this(settings, new DockerConnection(settings.manager(), settings.address(), around));
    }

    private DockerRuntime(DockerSettings settings, DockerConnection connection) {
        // The containers of a manager reached over the network are on another host.
        this(settings, connection, new CgroupLocator(connection.isLocal() ? CgroupTree.ofVisibleHost() : Optional.empty()));
    }

    DockerRuntime(DockerSettings settings, DockerConnection connection, CgroupLocator cgroupLocator) {
        this.settings = settings;
        this.connection = connection;
        this.cgroupLocator = cgroupLocator;
        // Tested with Docker and OCI runtimes on the host's kernel only: others set up container networks themselves.
        boolean needsSandbox = settings.manager() != DockerApiManager.DOCKER || !settings.sharedKernel();
        this.loopbackOnly = new LoopbackOnlyContainers(needsSandbox ? Optional.empty() : settings.scratch());
        this.capabilities = Collections.unmodifiableSet(capabilities(settings, cgroupLocator));
        if (cgroupLocator.canSeeCgroups()) {
            PidFd.preload();
        }
    }

    private static Set<Capability> capabilities(DockerSettings settings, CgroupLocator cgroups) {
        Set<Capability> all = EnumSet.complementOf(EnumSet.of(Capability.CHEAP_IMAGES, Capability.PIN_MOUNT_SOURCES));
        if (!settings.sharedKernel()) {
            all.remove(Capability.SHARED_KERNEL);
            all.remove(Capability.HOST_SOCKETS);
            // The host's cgroup does not count processes of another kernel.
            all.remove(Capability.LIMIT_PROCESSES);
            // The memory of a separate kernel is fixed at its start.
            all.remove(Capability.LIVE_RESIZE);
        }
        all.removeAll(settings.ociRuntimeKind().unsupportedCapabilities());
        all.removeAll(settings.manager().unsupportedCapabilities());
        if (!cgroups.canSeeCgroups()) {
            all.remove(Capability.CHEAP_USAGE);
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
        return new DockerProbe(connection, settings, cgroupLocator).probe();
    }

    /**
     * {@inheritDoc} Requests a container that mounts the directory, with an image that cannot exist: the manager checks the mount
     * first, and creates nothing.
     */
    @Override
    public boolean canSee(Path directory) {
        Mount mount = new Mount().withType(MountType.BIND).withSource(directory.toString())
            .withTarget("/ingot-visibility-check");
        try {
            connection.call("check visibility of " + directory, docker -> docker.createContainerCmd(NONEXISTENT_IMAGE)
                .withHostConfig(HostConfig.newHostConfig().withMounts(List.of(mount))).exec());
            throw new IllegalStateException("an image with the digest zero exists");
        } catch (RuntimeFault e) {
            return switch (e.kind()) {
                case NOT_FOUND -> true;
                case INVALID -> false;
                default -> throw e;
            };
        }
    }

    @Override
    public List<ImageInfo> images() {
        return connection.call("list images", docker ->
            docker.listImagesCmd().withLabelFilter(Labels.ENVIRONMENT_NAME).exec().stream()
                .map(image -> new ImageInfo(image.getId(), Instant.ofEpochSecond(image.getCreated()), image.getLabels()))
                .toList());
    }

    @Override
    public Container create(ContainerSpec requested) {
        ContainerSpec spec = requested.withExtraMemory(settings.overhead());
        DockerInfo info = connection.info();
        return Uninterruptibles.createOrDiscard(() -> createContainer(spec, info), thrown -> DockerFaults.of("create", thrown));
    }

    private Container createContainer(ContainerSpec spec, DockerInfo info) {
        Optional<HostsFile> hosts = loopbackOnly.createHostsFile(spec);
        try {
            CreateRequest request = new CreateRequest(spec, settings, info, hosts);
            String id = connection.call("create", docker -> request.toCommand(docker).exec().getId());
            hosts.ifPresent(file -> loopbackOnly.add(id));
            return new DockerContainer(connection, cgroupLocator, settings.ociRuntimeKind(), id, spec.attached(),
                HostPorts.of(spec.network()), () -> {
                    loopbackOnly.remove(id);
                    hosts.ifPresent(HostsFile::delete);
                });
        } catch (RuntimeException e) {
            hosts.ifPresent(HostsFile::delete);
            throw e;
        }
    }

    @Override
    public List<Container> findOrphans(String agentId) {
        return connection.call("list containers", docker -> docker.listContainersCmd()
            .withShowAll(true)
            .withLabelFilter(Map.of(Labels.AGENT, agentId))
            .exec().stream()
            .map(found -> (Container) DockerContainer.orphan(connection, cgroupLocator, found.getId()))
            .toList());
    }

    @Override
    public void close() {
        connection.close();
    }
}
