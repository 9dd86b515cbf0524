package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.RuntimeFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks whether a manager can run containers, and says what to do when it cannot.
 *
 * @param hostRoot folder with the root of the manager's host
 */
record DockerProbe(DockerConnection connection, DockerSettings settings, CgroupLocator cgroupLocator, Path hostRoot) {

    /** Checks a manager whose host has the same root folder as the agent. */
    DockerProbe(DockerConnection connection, DockerSettings settings, CgroupLocator cgroups) {
        this(connection, settings, cgroups, Path.of("/"));
    }

    /** Checks the manager. Never throws, whatever the manager answers. */
    Health probe() {
        try {
            return examine();
        } catch (RuntimeException e) {
            return new Health.Unavailable("cannot understand the answer of " + manager().title() + " at " + connection.host()
                + ": " + e, "check which program listens at this address");
        }
    }

    private Health examine() {
        DockerInfo info;
        RuntimeRegistration registration;
        try {
            info = connection.refreshInfo();
            registration = readRegistration();
        } catch (RuntimeFault e) {
            return connection.isLocal() ? explainSilence(Path.of(connection.host().getPath()), e) : new Health.Unavailable(
                describeNoAnswer(connection.host().toString(), e),
                "check the socket in the configuration or DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and that "
                    + manager().title() + " listens there");
        }
        if (!info.supports(settings.ociRuntime())) {
            return explainUnknownRuntime(info, registration);
        }
        if (manager() == DockerApiManager.DOCKER && !registration.isSupportedBy(info.version())) {
            return new Health.Unavailable("Docker " + info.version() + " supports OCI runtimes as programs only, and "
                + settings.ociRuntime() + " is a containerd shim",
                "use Docker 23 or later, or Kata Containers 1.x, whose kata-runtime is a program");
        }
        Optional<Path> unmountable = settings.scratch().filter(scratch -> !CreateRequest.canMount(scratch, info));
        if (unmountable.isPresent()) {
            return new Health.Unavailable("the path " + unmountable.get() + " below the tmpdir contains a colon, and "
                + manager().title() + " cannot mount such a path while it labels files for SELinux",
                "set another --tmpdir DIR");
        }
        String version = manager().title() + " " + info.version() + ", " + (settings.ociRuntime().isEmpty()
            ? info.defaultRuntime() + " (the daemon's default)" : settings.ociRuntime());
        return checkSettings(info, registration, version);
    }

    private Health checkSettings(DockerInfo info, RuntimeRegistration registration, String version) {
        if (!info.missingLimits().isEmpty()) {
            return new Health.Degraded(version,
                manager().title() + " cannot limit " + String.join(" and ", info.missingLimits()) + " of containers",
                "boot with cgroup_enable=memory swapaccount=1, or use a kernel with the memory and pids controllers; if "
                    + manager().title() + " runs without root, boot with cgroup v2");
        }
        if (registration.ignoresCgroups()) {
            return new Health.Degraded(version,
                "it is registered with --ignore-cgroups: memory and CPU time of its containers are neither limited nor measured",
                "remove --ignore-cgroups from its runtimeArgs in /etc/docker/daemon.json, and reload Docker");
        }
        if (!info.cgroupV1() && !cgroupLocator.canSetOomGroup()) {
            return new Health.Degraded(version,
                "the agent cannot set memory.oom.group on containers; images of version 4 refuse to grade without it",
                "run the agent as root with the host's /sys/fs/cgroup writable (in a container: mounted at the same place, "
                    + "-v /sys/fs/cgroup:/sys/fs/cgroup)"
                    + ", or with systemd as cgroup driver create /etc/systemd/system/docker-.scope.d/50-oom.conf with "
                    + "[Scope] and OOMPolicy=kill, then systemctl daemon-reload");
        }
        if (!settings.ociRuntimeKind().defect().isEmpty()) {
            return new Health.Degraded(version, settings.ociRuntimeKind().defect(), "use another OCI runtime");
        }
        List<HostPrerequisite> missing = missingPrerequisites(registration);
        if (!missing.isEmpty()) {
            return new Health.Degraded(version,
                missing.stream().map(HostPrerequisite::problem).collect(Collectors.joining(", and ")),
                missing.stream().map(HostPrerequisite::remedy).collect(Collectors.joining("; ")));
        }
        return new Health.Ready(version);
    }

    private RuntimeRegistration readRegistration() {
        return new RuntimeRegistration(settings.ociRuntime(),
            connection.callJson("info", Method.GET, "/info").at("/Runtimes").path(settings.ociRuntime()));
    }

    /**
     * Returns the prerequisites that the agent cannot find. They only degrade the runtime, since an agent in a container may not
     * see all files of its host. None are checked on another host.
     */
    private List<HostPrerequisite> missingPrerequisites(RuntimeRegistration registration) {
        return connection.isLocal()
            ? registration.prerequisites().stream().filter(prerequisite -> !prerequisite.isMet(hostRoot)).toList()
            : List.of();
    }

    private Health explainSilence(Path socket, RuntimeFault fault) {
        if (!Files.exists(socket)) {
            return new Health.Unavailable("there is no socket " + socket,
                manager().remedyForSocket());
        }
        if (!Files.isWritable(socket)) {
            return new Health.Unavailable("no permission to use " + socket,
                manager().remedyForPermission());
        }
        return new Health.Unavailable(describeNoAnswer(socket.toString(), fault), manager().remedyForSilence());
    }

    private Health explainUnknownRuntime(DockerInfo info, RuntimeRegistration registration) {
        String name = settings.ociRuntime();
        String guide = settings.ociRuntimeKind().setupGuide();
        return registration.program().map(program -> new Health.Unavailable(
                name + " is registered with " + manager().title() + " as " + program + ", which does not exist",
                "install it, or correct its path in " + manager().runtimesFile()))
            .orElseGet(() -> new Health.Unavailable(
                manager().title() + " has no runtime " + name + "; it has " + String.join(", ", info.runtimes()),
                guide.isEmpty() ? manager().remedyForRuntime(name)
                    : "install it and register it with " + manager().title() + " as described in " + guide));
    }

    private String describeNoAnswer(String address, RuntimeFault fault) {
        return manager().title() + " does not answer at " + address + ": " + fault.getMessage();
    }

    private DockerApiManager manager() {
        return settings.manager();
    }
}
