package dev.ingot.agent.config;

import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration from its tree. Problems go to the section; what is returned counts only when there are none. */
record ConfigReader(Section root, Set<String> required) {
    private static final String DEFAULT_TYPE = "docker";
    private static final List<String> LXD_FLAVOURS = List.of("lxd", "incus");

    private record Metrics(Optional<ListenAddress> listen, List<String> hosts) {
        static final Metrics NONE = new Metrics(Optional.empty(), List.of());

        static Metrics of(Section section) {
            return new Metrics(section.value("listen", Form.LISTEN), section.value("hosts", Form.HOSTS).orElse(List.of()));
        }
    }

    AgentConfig read() {
        Map<String, RuntimeConfig> runtimes = runtimes();
        Metrics metrics = root.section("metrics", Metrics::of).orElse(Metrics.NONE);
        AgentConfig config = new AgentConfig(
            root.value("backend", Form.BACKEND),
            root.value("friendly-name", Form.TEXT).orElse(""),
            root.value("concurrency", Form.COUNT).orElseGet(() -> Runtime.getRuntime().availableProcessors()),
            root.value("tasks", Form.FILE).orElse(Path.of("tasks")),
            root.value("tmpdir", Form.FILE).orElse(Path.of("agent_data")),
            root.value("debug-host", Form.WORD),
            root.value("debug-ports", Form.PORTS).orElse(new PortRange(64120, 64130)),
            flag(root, "ssh", false),
            root.value("dialect", Form.DIALECT).orElse(Dialect.MODERN),
            root.value("routing-id", Form.ROUTING_ID),
            runtimes,
            environments(runtimes),
            root.value("image-store", Form.FILE).orElse(Path.of("/var/lib/ingot")),
            flag(root, "docker-import", true),
            root.section("limits", ConfigReader::limits).orElse(ContainerLimits.DEFAULT),
            root.value("job-log", Form.FILE),
            root.section("job-log-rotation", ConfigReader::rotation).orElse(JobLogRotation.DEFAULT),
            metrics.listen(),
            metrics.hosts(),
            root.section("telemetry", telemetry -> telemetry.value("endpoint", Form.URL)).flatMap(endpoint -> endpoint),
            root.value("log-format", Form.LOG_FORMAT).orElse(LogFormat.TEXT),
            flag(root, "debugger", false),
            flag(root, "autorestart", true),
            flag(root, "verbose", false));
        if (required.contains("backend") && config.backend().isEmpty() && !root.given("backend")) {
            root.problem("backend", "it is not said where the backend is", "give " + Form.BACKEND.example()
                + " or the like, on the command line or as the key backend of the file");
        }
        return config;
    }

    private Map<String, RuntimeConfig> runtimes() {
        return root.section("runtimes", all -> all.named(name -> all.section(name, ConfigReader::runtime)))
            .filter(all -> !all.isEmpty()).orElse(AgentConfig.DEFAULT_RUNTIMES);
    }

    private static RuntimeConfig runtime(Section one) {
        Optional<EngineKind> manager = one.value("manager", Form.MANAGER);
        if (!one.given("manager")) {
            one.problem("manager", "it is not said which engine runs the containers",
                "known here: " + String.join(", ", EngineKind.words()));
        }
        Optional<String> flavour = one.value("flavour", Form.WORD);
        String socket = one.value("socket", Form.SOCKET).orElse("");
        if (manager.equals(Optional.of(EngineKind.OCI))) {
            direct(one);
        }
        for (String key : List.of("layer", "userns")) {
            if (!manager.equals(Optional.of(EngineKind.OCI)) && one.given(key)) {
                one.problem(key, "only a direct runtime (manager: oci) has a say in it", "leave it out");
            }
        }
        return new RuntimeConfig(
            manager.orElse(EngineKind.DOCKER),
            flavour.orElse(""),
            socket,
            flag(one, "run-as-root", false),
            flag(one, "gpu", RuntimeConfig.hasGpu(flavour.orElse(""))),
            flag(one, "shared-kernel", RuntimeConfig.sharesKernel(flavour.orElse(""))),
            one.value("layer", Form.LAYER).orElse(LayerPlace.MEMORY),
            one.value("overhead", Form.OVERHEAD).orElse(RuntimeConfig.overhead(flavour.orElse(""))),
            one.value("frame-lengths", Form.FRAME_LENGTHS).orElse(FrameLengths.BIG_ENDIAN),
            userns(one, manager, flavour.orElse("")),
            warm(one),
            manager.equals(Optional.of(EngineKind.LXD)) ? lxd(one, flavour, socket) : LxdConfig.DEFAULT);
    }

    private static Userns userns(Section one, Optional<EngineKind> manager, String flavour) {
        Userns userns = one.value("userns", Form.USERNS).orElse(RuntimeConfig.userns(manager.orElse(EngineKind.DOCKER), flavour));
        if (userns == Userns.AUTO && flavour.endsWith("runsc")) {
            one.problem("userns", "runsc has a kernel, and with it users, of its own", "leave it out");
        }
        return userns;
    }

    /** One number, or two bounds. */
    private static WarmSlots warm(Section one) {
        if (!one.nested("warm")) {
            return one.value("warm", Form.NUMBER).map(slots -> new WarmSlots(slots, slots, true)).orElse(WarmSlots.NONE);
        }
        return one.section("warm", bounds -> {
            int min = bounds.value("min", Form.NUMBER).orElse(0);
            int max = bounds.value("max", Form.NUMBER).orElse(min);
            if (max < min) {
                bounds.problem("max", max + " is less than the " + min + " of min", "raise max, or lower min");
            }
            return new WarmSlots(min, max, bounds.value("students", Form.STUDENTS).orElse(true));
        }).orElse(WarmSlots.NONE);
    }

    /** Keys that only this manager has: with another they are unknown. */
    private static LxdConfig lxd(Section one, Optional<String> flavour, String socket) {
        if (flavour.filter(word -> !LXD_FLAVOURS.contains(word)).isPresent()) {
            one.problem("flavour", "manager lxd knows no \"" + flavour.get() + "\"",
                NearestName.remedy(flavour.get(), LXD_FLAVOURS));
        }
        LxdConfig config = new LxdConfig(
            one.value("project", Form.WORD).orElse(LxdConfig.DEFAULT.project()),
            one.value("pool", Form.WORD).orElse(LxdConfig.DEFAULT.pool()),
            one.value("network", Form.WORD).orElse(LxdConfig.DEFAULT.network()),
            one.value("keystore", Form.FILE),
            one.value("certificate", Form.FILE));
        if (socket.startsWith("https:") && (config.keystore().isEmpty() || config.certificate().isEmpty())) {
            one.problem("socket", "a server over https and the agent must know each other",
                "give keystore (the agent's) and certificate (the server's); docs/runtimes/lxd.md makes them");
        }
        return config;
    }

    /** What differs where no daemon is asked. */
    private static void direct(Section one) {
        if (!one.given("flavour")) {
            one.problem("flavour", "it is not said which command runs the containers",
                "give crun, runc, runsc or the path of another OCI runtime");
        }
        if (one.given("socket")) {
            one.problem("socket", "there is no daemon to talk to", "leave it out");
        }
    }

    private Map<String, String> environments(Map<String, RuntimeConfig> runtimes) {
        Optional<Map<String, String>> named = root.section("environments", all ->
            all.named(type -> all.value(type, Form.WORD).filter(runtime -> known(all, type, runtime, runtimes.keySet()))));
        if (!root.given("environments") && runtimes.size() > 1) {
            root.problem("environments", "it is not said which of " + String.join(", ", runtimes.keySet())
                + " serves which environment type", "write for instance environments: {" + DEFAULT_TYPE + ": "
                + runtimes.keySet().iterator().next() + "}");
        }
        return named.filter(all -> !all.isEmpty())
            .orElseGet(() -> Map.of(DEFAULT_TYPE, runtimes.keySet().iterator().next()));
    }

    private static boolean known(Section all, String type, String runtime, Set<String> runtimes) {
        if (!runtimes.contains(runtime)) {
            all.problem(type, "there is no runtime \"" + runtime + "\"", NearestName.remedy(runtime, runtimes));
        }
        return runtimes.contains(runtime);
    }

    private static ContainerLimits limits(Section limits) {
        return new ContainerLimits(
            limits.value("pids", Form.COUNT).orElse(ContainerLimits.DEFAULT.pids()),
            limits.value("files", Form.COUNT).orElse(ContainerLimits.DEFAULT.files()),
            limits.value("students", Form.COUNT).orElse(ContainerLimits.DEFAULT.students()),
            limits.value("disk", Form.SIZE).orElse(ContainerLimits.DEFAULT.disk()),
            limits.value("inodes", Form.COUNT).orElse(ContainerLimits.DEFAULT.inodes()),
            limits.value("task-disk", Form.TASK_DISK).orElse(ContainerLimits.DEFAULT.taskDisk()));
    }

    private static JobLogRotation rotation(Section rotation) {
        return new JobLogRotation(
            rotation.value("size", Form.SIZE).orElse(JobLogRotation.DEFAULT.size()),
            rotation.value("age", Form.TIME).orElse(JobLogRotation.DEFAULT.age()),
            rotation.value("keep", Form.COUNT).orElse(JobLogRotation.DEFAULT.keep()));
    }

    private static boolean flag(Section section, String key, boolean otherwise) {
        return section.value(key, Form.SWITCH).orElse(otherwise);
    }
}
