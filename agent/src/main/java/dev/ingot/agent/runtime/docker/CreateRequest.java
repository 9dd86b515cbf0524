package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.NetworkSysctls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Translates a specification to {@code POST /containers/create}
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#operation/ContainerCreate).
 *
 * @param spec     what to create
 * @param settings of the runtime
 * @param info     what the manager reports about itself
 * @param hosts    mounted when present; a container without network then gets no network sandbox from Docker
 */
record CreateRequest(ContainerSpec spec, DockerSettings settings, DockerInfo info, Optional<HostsFile> hosts) {

    private static final String TMPFS = "rw,nosuid,nodev,mode=1777,size=16m";

    /** Returns the request, not yet sent. */
    CreateContainerCmd toCommand(DockerClient docker) {
        CreateContainerCmd create = docker.createContainerCmd(spec.imageId())
            .withHostConfig(hostConfig())
            .withLabels(spec.labels())
            .withEnv(spec.environment().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).sorted().toList())
            .withNetworkDisabled(hosts.isPresent() && spec.network() instanceof Network.None)
            .withTty(false)
            .withStdinOpen(spec.attached())
            .withStdInOnce(spec.attached())
            .withAttachStdin(spec.attached())
            .withAttachStdout(spec.attached())
            .withAttachStderr(spec.attached())
            .withExposedPorts(ports().keySet().stream().map(ExposedPort::tcp).toList());
        return spec.command().isEmpty() ? create : create.withCmd(spec.command());
    }

    private HostConfig hostConfig() {
        Limits limits = spec.limits();
        HostConfig host = HostConfig.newHostConfig()
            .withTmpFs(spec.tmpfs().stream()
                .collect(Collectors.toMap(folder -> folder, _ -> TMPFS, (one, _) -> one, TreeMap::new)))
            .withNetworkMode(networkMode())
            .withPortBindings(ports().entrySet().stream()
                .map(port -> new PortBinding(Ports.Binding.bindPort(port.getValue()), ExposedPort.tcp(port.getKey())))
                .toList())
            .withMemory(limits.memoryBytes())
            .withMemorySwap(limits.memoryBytes())
            .withPidsLimit((long) limits.processes())
            .withUlimits(ulimits(limits))
            // A log would let the output of students fill the host's disk.
            .withLogConfig(new LogConfig(LoggingType.NONE));
        addMounts(host);
        if (info.cgroupV1()) {
            host.withMemorySwappiness(0L);
        }
        if (settings.manager().needsNetworkSysctls() && !info.rootless() && !(spec.network() instanceof Network.Joined)) {
            host.withSysctls(NetworkSysctls.of(NetworkSysctls.ALL_GROUPS));
        }
        if (!settings.ociRuntime().isEmpty()) {
            host.withRuntime(settings.ociRuntime());
        }
        if (info.selinux()) {
            host.withSecurityOpts(List.of(selinuxLabel(spec.labels().getOrDefault(Labels.JOB, ""))));
        }
        if (spec.network() instanceof Network.Bridge) {
            host.withExtraHosts("host.docker.internal:host-gateway");
        }
        return host;
    }

    private List<Ulimit> ulimits(Limits limits) {
        Stream<Ulimit> files = Stream.of(new Ulimit("nofile", (long) limits.files(), (long) limits.files()));
        return Stream.concat(files, settings.manager().processLimitPerUser().stream().mapToObj(most ->
            new Ulimit("nproc", most, most))).toList();
    }

    /**
     * Adds mounts as objects, whose paths may contain any character and must exist. Where files are labelled for SELinux, adds
     * them in the older form, one text with parts separated by colons: the manager labels files only with this form.
     */
    private void addMounts(HostConfig host) {
        List<Mount> mounts = Stream.concat(spec.mounts().stream(),
            hosts.map(file -> Mount.writable(file.path(), HostsFile.TARGET)).stream()).toList();
        if (info.selinux()) {
            host.withBinds(mounts.stream().map(CreateRequest::toBind).toList());
        } else {
            host.withMounts(mounts.stream().map(CreateRequest::toMount).toList());
        }
    }

    private static com.github.dockerjava.api.model.Mount toMount(Mount mount) {
        return new com.github.dockerjava.api.model.Mount().withType(MountType.BIND).withSource(mount.source().toString())
            .withTarget(mount.target()).withReadOnly(mount.readOnly());
    }

    /** Returns whether the manager can mount this path: with SELinux it must not contain a colon. */
    static boolean canMount(Path source, DockerInfo info) {
        return !info.selinux() || !source.toString().contains(":");
    }

    private static Bind toBind(Mount mount) {
        String source = mount.source().toString();
        if (source.contains(":")) {
            throw new IllegalArgumentException("Docker cannot mount " + source
                + " and label it for SELinux: the path contains a colon");
        }
        return new Bind(source, new Volume(mount.target()), mount.readOnly() ? AccessMode.ro : AccessMode.rw,
            SELContext.single);
    }

    private String networkMode() {
        return switch (spec.network()) {
            case Network.None() -> "none";
            case Network.Bridge bridge -> "bridge";
            case Network.Joined(String containerId) -> "container:" + containerId;
        };
    }

    private Map<Integer, Integer> ports() {
        return spec.network() instanceof Network.Bridge(Map<Integer, Integer> ports) ? new TreeMap<>(ports) : Map.of();
    }

    /**
     * Returns a label with two of the 1024 SELinux categories, computed from the job's id: the containers of a job can share
     * files, and those of other jobs cannot access them.
     */
    static String selinuxLabel(String job) {
        int hash = job.hashCode() * 0x9E3779B9;
        int one = hash >>> 22;
        int other = (one + 1 + (hash >>> 12 & 0x3FF) % 1023) % 1024;
        return "label=level:s0:c" + Math.min(one, other) + ",c" + Math.max(one, other);
    }
}
