package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.RuntimeFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out whether a daemon can run containers, and says what to do when it cannot. */
record DockerProbe(DockerConnection connection, DockerSettings settings, CgroupLocator cgroupLocator, Path hostRoot) {

    /** Of a daemon on this host. */
    DockerProbe(DockerConnection daemon, DockerSettings settings, CgroupLocator places) {
        this(daemon, settings, places, Path.of("/"));
    }

    /** Asks the daemon; throws no exception, whatever the daemon answers. */
    Health probe() {
        try {
            return examine();
        } catch (RuntimeException e) {
            return new Health.Unavailable(manager().title() + " at " + connection.host() + " answers what cannot be understood: "
                + e, "see what listens there");
        }
    }

    private Health examine() {
        DockerInfo facts;
        RuntimeRegistration declaration;
        try {
            facts = connection.refreshInfo();
            declaration = registration();
        } catch (RuntimeFault e) {
            return connection.isLocal() ? explainSilence(Path.of(connection.host().getPath()), e) : new Health.Unavailable(
                describeNoAnswer(connection.host().toString(), e),
                "check the socket in the configuration or DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and that "
                    + manager().title() + " listens there");
        }
        if (!facts.supports(settings.ociRuntime())) {
            return explainUnknownRuntime(facts, declaration);
        }
        if (manager() == DockerApiManager.DOCKER && !declaration.isSupportedBy(facts.version())) {
            return new Health.Unavailable(
                "Docker " + facts.version() + " takes OCI runtimes as programs only, and " + settings.ociRuntime() + " is a shim",
                "take Docker 23 or later; or Kata Containers 1.x, whose kata-runtime is a program");
        }
        Optional<Path> unmountable = settings.scratch().filter(scratch -> !CreateRequest.canMount(scratch, facts));
        if (unmountable.isPresent()) {
            return new Health.Unavailable("the path " + unmountable.get() + " below the tmpdir has a colon, and "
                + manager().title() + " mounts none such where it labels files for SELinux, as here",
                "give another --tmpdir DIR");
        }
        String version = manager().title() + " " + facts.version() + ", " + (settings.ociRuntime().isEmpty()
            ? facts.defaultRuntime() + " (the daemon's default)" : settings.ociRuntime());
        return checkSettings(facts, declaration, version);
    }

    private Health checkSettings(DockerInfo facts, RuntimeRegistration declaration, String version) {
        if (!facts.missingLimits().isEmpty()) {
            return new Health.Degraded(version,
                manager().title() + " cannot limit " + String.join(" nor ", facts.missingLimits()) + " here",
                "boot with cgroup_enable=memory swapaccount=1, or use a kernel with the memory and pids controllers; where the "
                    + "engine runs without root, boot with cgroup v2");
        }
        if (declaration.ignoresCgroups()) {
            return new Health.Degraded(version,
                "it is declared with --ignore-cgroups: neither memory nor processor time of its containers is limited or known",
                "take --ignore-cgroups from its runtimeArgs in /etc/docker/daemon.json, and reload Docker");
        }
        if (!facts.cgroupV1() && !cgroupLocator.canSetOomGroup()) {
            return new Health.Degraded(version,
                "memory.oom.group cannot be set on containers from here; images of version 4 refuse to grade without it",
                "run the agent as root with the host's /sys/fs/cgroup writable (in a container: mounted at the same place, "
                    + "-v /sys/fs/cgroup:/sys/fs/cgroup)"
                    + ", or with systemd as cgroup driver create /etc/systemd/system/docker-.scope.d/50-oom.conf with "
                    + "[Scope] and OOMPolicy=kill, then systemctl daemon-reload");
        }
        if (!settings.ociRuntimeKind().defect().isEmpty()) {
            return new Health.Degraded(version, settings.ociRuntimeKind().defect(), "take another runtime");
        }
        List<HostPrerequisite> missing = missingPrerequisites(declaration);
        if (!missing.isEmpty()) {
            return new Health.Degraded(version,
                missing.stream().map(HostPrerequisite::problem).collect(Collectors.joining(", and ")),
                missing.stream().map(HostPrerequisite::remedy).collect(Collectors.joining("; ")));
        }
        return new Health.Ready(version);
    }

    private RuntimeRegistration registration() {
        return new RuntimeRegistration(settings.ociRuntime(),
            connection.callJson("info", Method.GET, "/info").at("/Runtimes").path(settings.ociRuntime()));
    }

    /** Nothing is seen of another host; and of this one by an agent in a container perhaps not all, so it is no failure. */
    private List<HostPrerequisite> missingPrerequisites(RuntimeRegistration declaration) {
        return connection.isLocal() ? declaration.prerequisites().stream().filter(need -> !need.isMet(hostRoot)).toList()
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

    private Health explainUnknownRuntime(DockerInfo facts, RuntimeRegistration declaration) {
        String name = settings.ociRuntime();
        String guide = settings.ociRuntimeKind().setupGuide();
        return declaration.program().map(program -> new Health.Unavailable(
                manager().title() + " was told that " + name + " is " + program + ", and there is no such program",
                "install it, or correct its path where " + manager().title() + " was told"))
            .orElseGet(() -> new Health.Unavailable(
                manager().title() + " has no runtime " + name + "; it has " + String.join(", ", facts.runtimes()),
                guide.isEmpty() ? manager().remedyForRuntime(name) : "set it up and name it to the engine as " + guide
                + " says"));
    }

    private String describeNoAnswer(String place, RuntimeFault fault) {
        return manager().title() + " does not answer at " + place + ": " + fault.getMessage();
    }

    private DockerApiManager manager() {
        return settings.manager();
    }
}
