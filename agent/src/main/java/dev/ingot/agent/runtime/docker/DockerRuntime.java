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

/** Runs containers through Docker or Podman, with any OCI runtime the engine knows. Needs no daemon to be opened. */
public final class DockerRuntime implements ContainerRuntime {

    private static final String NONEXISTENT_IMAGE = "sha256:" + "0".repeat(64);

    private final DockerSettings settings;
    private final DockerConnection connection;
    private final CgroupLocator cgroupLocator;
    private final LoopbackOnlyContainers loopbackOnly;
    private final Set<Capability> capabilities;

    public DockerRuntime(DockerSettings settings) {
        this(settings, UnaryOperator.identity());
    }

    DockerRuntime(DockerSettings settings, UnaryOperator<DockerHttpClient> around) {
        this(settings, new DockerConnection(settings.manager(), settings.address(), around));
    }

    private DockerRuntime(DockerSettings settings, DockerConnection daemon) {
        // The containers of a daemon reached over the network are on another host.
        this(settings, daemon, new CgroupLocator(daemon.isLocal() ? CgroupTree.ofVisibleHost() : Optional.empty()));
    }

    DockerRuntime(DockerSettings settings, DockerConnection connection, CgroupLocator cgroupLocator) {
        this.settings = settings;
        this.connection = connection;
        this.cgroupLocator = cgroupLocator;
        // Tried on Docker and with the kernel shared only: others make their networks themselves.
        boolean sandboxed = settings.manager() != DockerApiManager.DOCKER || !settings.sharedKernel();
        this.loopbackOnly = new LoopbackOnlyContainers(sandboxed ? Optional.empty() : settings.scratch());
        this.capabilities = Collections.unmodifiableSet(capabilities(settings, cgroupLocator));
        if (cgroupLocator.canSeeCgroups()) {
            PidFd.preload();
        }
    }

    private static Set<Capability> capabilities(DockerSettings settings, CgroupLocator places) {
        Set<Capability> all = EnumSet.complementOf(EnumSet.of(Capability.CHEAP_IMAGES, Capability.PIN_MOUNT_SOURCES));
        if (!settings.sharedKernel()) {
            all.remove(Capability.SHARED_KERNEL);
            all.remove(Capability.HOST_SOCKETS);
            // Processes of another kernel do not count in the host's cgroup.
            all.remove(Capability.LIMIT_PROCESSES);
            // A kernel of its own has the memory it was started with.
            all.remove(Capability.LIVE_RESIZE);
        }
        all.removeAll(settings.ociRuntimeKind().unsupportedCapabilities());
        all.removeAll(settings.manager().unsupportedCapabilities());
        if (!places.canSeeCgroups()) {
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
     * Asks for a container that mounts the directory, of an image that cannot exist: the daemon looks at the mount first.
     * Nothing is made.
     */
    @Override
    public boolean canSee(Path directory) {
        Mount mount = new Mount().withType(MountType.BIND).withSource(directory.toString()).withTarget("/sight");
        try {
            connection.call("look for " + directory, docker -> docker.createContainerCmd(NONEXISTENT_IMAGE)
                .withHostConfig(HostConfig.newHostConfig().withMounts(List.of(mount))).exec());
            throw new IllegalStateException("there is an image with the digest zero");
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
    public Container create(ContainerSpec asked) {
        ContainerSpec spec = asked.withExtraMemory(settings.overhead());
        DockerInfo facts = connection.info();
        return Uninterruptibles.createOrDiscard(() -> createContainer(spec, facts), thrown -> DockerFaults.of("create", thrown));
    }

    private Container createContainer(ContainerSpec spec, DockerInfo facts) {
        Optional<HostsFile> hosts = loopbackOnly.createHostsFile(spec);
        try {
            CreateRequest request = new CreateRequest(spec, settings, facts, hosts);
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
