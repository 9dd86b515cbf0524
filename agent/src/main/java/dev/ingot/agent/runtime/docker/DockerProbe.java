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
record DockerProbe(Daemon daemon, DockerSettings settings, CgroupPlaces places, Path root) {

    /** Of a daemon on this host. */
    DockerProbe(Daemon daemon, DockerSettings settings, CgroupPlaces places) {
        this(daemon, settings, places, Path.of("/"));
    }

    /** Asks the daemon; throws no exception, whatever the daemon answers. */
    Health probe() {
        try {
            return examine();
        } catch (RuntimeException e) {
            return new Health.Absent(engine().title() + " at " + daemon.host() + " answers what cannot be understood: " + e,
                "see what listens there");
        }
    }

    private Health examine() {
        DaemonFacts facts;
        Declaration declaration;
        try {
            facts = daemon.freshFacts();
            declaration = declaration();
        } catch (RuntimeFault e) {
            return daemon.local() ? silent(Path.of(daemon.host().getPath()), e) : new Health.Absent(
                nobody(daemon.host().toString(), e),
                "check the socket in the configuration or DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and that "
                    + engine().title() + " listens there");
        }
        if (!facts.knows(settings.ociRuntime())) {
            return unknownRuntime(facts, declaration);
        }
        if (engine() == Engine.DOCKER && !declaration.fits(facts.version())) {
            return new Health.Absent(
                "Docker " + facts.version() + " takes OCI runtimes as programs only, and " + settings.ociRuntime() + " is a shim",
                "take Docker 23 or later; or Kata Containers 1.x, whose kata-runtime is a program");
        }
        Optional<Path> unmountable = settings.scratch().filter(scratch -> !CreateRequest.takes(scratch, facts));
        if (unmountable.isPresent()) {
            return new Health.Absent("the path " + unmountable.get() + " below the tmpdir has a colon, and "
                + engine().title() + " mounts none such where it labels files for SELinux, as here", "give another --tmpdir DIR");
        }
        String version = engine().title() + " " + facts.version() + ", " + (settings.ociRuntime().isEmpty()
            ? facts.defaultRuntime() + " (the daemon's default)" : settings.ociRuntime());
        return judge(facts, declaration, version);
    }

    private Health judge(DaemonFacts facts, Declaration declaration, String version) {
        if (!facts.missing().isEmpty()) {
            return new Health.Degraded(version,
                engine().title() + " cannot limit " + String.join(" nor ", facts.missing()) + " here",
                "boot with cgroup_enable=memory swapaccount=1, or use a kernel with the memory and pids controllers; where the "
                    + "engine runs without root, boot with cgroup v2");
        }
        if (declaration.ignoresCgroups()) {
            return new Health.Degraded(version,
                "it is declared with --ignore-cgroups: neither memory nor processor time of its containers is limited or known",
                "take --ignore-cgroups from its runtimeArgs in /etc/docker/daemon.json, and reload Docker");
        }
        if (!facts.cgroupV1() && !places.canKillTogether()) {
            return new Health.Degraded(version,
                "memory.oom.group cannot be set on containers from here; images of version 4 refuse to grade without it",
                "run the agent as root with the host's /sys/fs/cgroup writable (in a container: mounted at the same place, "
                    + "-v /sys/fs/cgroup:/sys/fs/cgroup)"
                    + ", or with systemd as cgroup driver create /etc/systemd/system/docker-.scope.d/50-oom.conf with "
                    + "[Scope] and OOMPolicy=kill, then systemctl daemon-reload");
        }
        if (!settings.flavour().flaw().isEmpty()) {
            return new Health.Degraded(version, settings.flavour().flaw(), "take another runtime");
        }
        List<HostNeed> missing = missing(declaration);
        if (!missing.isEmpty()) {
            return new Health.Degraded(version, missing.stream().map(HostNeed::lack).collect(Collectors.joining(", and ")),
                missing.stream().map(HostNeed::remedy).collect(Collectors.joining("; ")));
        }
        return new Health.Ready(version);
    }

    private Declaration declaration() {
        return new Declaration(settings.ociRuntime(),
            daemon.json("info", Method.GET, "/info").at("/Runtimes").path(settings.ociRuntime()));
    }

    /** Nothing is seen of another host; and of this one by an agent in a container perhaps not all, so it is no failure. */
    private List<HostNeed> missing(Declaration declaration) {
        return daemon.local() ? declaration.needs().stream().filter(need -> !need.met(root)).toList() : List.of();
    }

    private Health silent(Path socket, RuntimeFault fault) {
        if (!Files.exists(socket)) {
            return new Health.Absent("there is no socket " + socket,
                engine().remedyForSocket());
        }
        if (!Files.isWritable(socket)) {
            return new Health.Absent("no permission to use " + socket,
                engine().remedyForPermission());
        }
        return new Health.Absent(nobody(socket.toString(), fault), engine().remedyForSilence());
    }

    private Health unknownRuntime(DaemonFacts facts, Declaration declaration) {
        String name = settings.ociRuntime();
        String guide = settings.flavour().guide();
        return declaration.program().map(program -> new Health.Absent(
                engine().title() + " was told that " + name + " is " + program + ", and there is no such program",
                "install it, or correct its path where " + engine().title() + " was told"))
            .orElseGet(() -> new Health.Absent(
                engine().title() + " has no runtime " + name + "; it has " + String.join(", ", facts.runtimes()),
                guide.isEmpty() ? engine().remedyForRuntime(name) : "set it up and name it to the engine as " + guide + " says"));
    }

    private String nobody(String place, RuntimeFault fault) {
        return engine().title() + " does not answer at " + place + ": " + fault.getMessage();
    }

    private Engine engine() {
        return settings.engine();
    }
}
