package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.NearestName;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration from its tree. Problems go to the section; what is returned counts only when there are none. */
record ConfigReader(ConfigSection root, Set<String> required) {
    private static final String DEFAULT_ENVIRONMENT_TYPE = "docker";
    private static final List<String> LXD_SERVERS = List.of("lxd", "incus");

    private record Metrics(Optional<ListenAddress> listen, List<String> hosts) {
        static final Metrics NONE = new Metrics(Optional.empty(), List.of());

        static Metrics of(ConfigSection section) {
            return new Metrics(section.readValue("listen", ConfigFormats.LISTEN),
                section.readValue("hosts", ConfigFormats.HOSTS).orElse(List.of()));
        }
    }

    AgentConfig read() {
        Map<String, RuntimeConfig> runtimes = readRuntimes();
        Metrics metrics = root.readSection("metrics", Metrics::of).orElse(Metrics.NONE);
        AgentConfig config = new AgentConfig(
            root.readValue("backend", ConfigFormats.BACKEND),
            root.readValue("friendly-name", ValueFormat.TEXT).orElse(""),
            root.readValue("concurrency", ValueFormat.POSITIVE_INT).orElseGet(() -> Runtime.getRuntime().availableProcessors()),
            root.readValue("tasks", ValueFormat.FILE).orElse(Path.of("tasks")),
            root.readValue("tmpdir", ValueFormat.FILE).orElse(Path.of("agent_data")),
            root.readValue("debug-host", ValueFormat.WORD),
            root.readValue("debug-ports", ConfigFormats.PORTS).orElse(new PortRange(64120, 64130)),
            readBoolean(root, "ssh", false),
            root.readValue("dialect", ConfigFormats.DIALECT).orElse(Dialect.MODERN),
            root.readValue("routing-id", ConfigFormats.ROUTING_ID),
            runtimes,
            readEnvironments(runtimes),
            root.readValue("image-store", ValueFormat.FILE).orElse(Path.of("/var/lib/ingot")),
            readBoolean(root, "docker-import", true),
            root.readSection("limits", ConfigReader::readLimits).orElse(ContainerLimits.DEFAULT),
            root.readValue("job-log", ValueFormat.FILE),
            root.readSection("job-log-rotation", ConfigReader::readRotation).orElse(JobLogRotation.DEFAULT),
            metrics.listen(),
            metrics.hosts(),
            root.readSection("telemetry", telemetry -> telemetry.readValue("endpoint", ConfigFormats.URL))
            .flatMap(endpoint -> endpoint),
            root.readValue("log-format", ConfigFormats.LOG_FORMAT).orElse(LogFormat.TEXT),
            readBoolean(root, "debugger", false),
            readBoolean(root, "autorestart", true),
            readBoolean(root, "verbose", false));
        if (required.contains("backend") && config.backend().isEmpty() && !root.hasValue("backend")) {
            root.addProblem("backend", "it is not said where the backend is", "give " + ConfigFormats.BACKEND.example()
                + " or the like, on the command line or as the key backend of the file");
        }
        return config;
    }

    private Map<String, RuntimeConfig> readRuntimes() {
        return root.readSection("runtimes", all -> all.readEntries(name -> all.readSection(name, ConfigReader::readRuntime)))
            .filter(all -> !all.isEmpty()).orElse(AgentConfig.DEFAULT_RUNTIMES);
    }

    private static RuntimeConfig readRuntime(ConfigSection one) {
        Optional<ManagerKind> manager = one.readValue("manager", ConfigFormats.MANAGER);
        if (!one.hasValue("manager")) {
            one.addProblem("manager", "it is not said which engine runs the containers",
                "known here: " + String.join(", ", ManagerKind.configValues()));
        }
        Optional<String> flavour = one.readValue("flavour", ValueFormat.WORD);
        String socket = one.readValue("socket", ConfigFormats.SOCKET).orElse("");
        if (manager.equals(Optional.of(ManagerKind.OCI))) {
            checkDirectRuntime(one);
        }
        for (String key : List.of("layer", "userns")) {
            if (!manager.equals(Optional.of(ManagerKind.OCI)) && one.hasValue(key)) {
                one.addProblem(key, "only a direct runtime (manager: oci) has a say in it", "leave it out");
            }
        }
        return new RuntimeConfig(
            manager.orElse(ManagerKind.DOCKER),
            flavour.orElse(""),
            socket,
            readBoolean(one, "run-as-root", false),
            readBoolean(one, "gpu", RuntimeConfig.hasGpuByDefault(flavour.orElse(""))),
            readBoolean(one, "shared-kernel", RuntimeConfig.sharesKernelByDefault(flavour.orElse(""))),
            one.readValue("layer", ConfigFormats.WRITABLE_LAYER).orElse(WritableLayerStorage.MEMORY),
            one.readValue("overhead", ValueFormat.ANY_SIZE).orElse(RuntimeConfig.defaultOverhead(flavour.orElse(""))),
            one.readValue("frame-lengths", ConfigFormats.FRAME_BYTE_ORDER).orElse(FrameByteOrder.BIG_ENDIAN),
            userns(one, manager, flavour.orElse("")),
            readWarmPool(one),
            manager.equals(Optional.of(ManagerKind.LXD)) ? readLxd(one, flavour, socket) : LxdConfig.DEFAULT);
    }

    private static Userns userns(ConfigSection one, Optional<ManagerKind> manager, String flavour) {
        Userns userns = one.readValue("userns", ConfigFormats.USERNS)
            .orElse(RuntimeConfig.userns(manager.orElse(ManagerKind.DOCKER), flavour));
        if (userns == Userns.AUTO && flavour.endsWith("runsc")) {
            one.addProblem("userns", "runsc has a kernel, and with it users, of its own", "leave it out");
        }
        return userns;
    }

    /** One number, or two bounds. */
    private static WarmPoolConfig readWarmPool(ConfigSection one) {
        if (!one.isSection("warm")) {
            return one.readValue("warm", ValueFormat.NON_NEGATIVE_INT).map(slots -> new WarmPoolConfig(slots, slots, true))
                .orElse(WarmPoolConfig.NONE);
        }
        return one.readSection("warm", bounds -> {
            int min = bounds.readValue("min", ValueFormat.NON_NEGATIVE_INT).orElse(0);
            int max = bounds.readValue("max", ValueFormat.NON_NEGATIVE_INT).orElse(min);
            if (max < min) {
                bounds.addProblem("max", max + " is less than the " + min + " of min", "raise max, or lower min");
            }
            return new WarmPoolConfig(min, max, bounds.readValue("students", ConfigFormats.STUDENTS).orElse(true));
        }).orElse(WarmPoolConfig.NONE);
    }

    /** Keys that only this manager has: with another they are unknown. */
    private static LxdConfig readLxd(ConfigSection one, Optional<String> flavour, String socket) {
        if (flavour.filter(word -> !LXD_SERVERS.contains(word)).isPresent()) {
            one.addProblem("flavour", "manager lxd knows no \"" + flavour.get() + "\"",
                NearestName.remedy(flavour.get(), LXD_SERVERS));
        }
        LxdConfig config = new LxdConfig(
            one.readValue("project", ValueFormat.WORD).orElse(LxdConfig.DEFAULT.project()),
            one.readValue("pool", ValueFormat.WORD).orElse(LxdConfig.DEFAULT.pool()),
            one.readValue("network", ValueFormat.WORD).orElse(LxdConfig.DEFAULT.network()),
            one.readValue("keystore", ValueFormat.FILE),
            one.readValue("certificate", ValueFormat.FILE));
        if (socket.startsWith("https:") && (config.keystore().isEmpty() || config.certificate().isEmpty())) {
            one.addProblem("socket", "a server over https and the agent must know each other",
                "give keystore (the agent's) and certificate (the server's); docs/runtimes/lxd.md makes them");
        }
        return config;
    }

    /** What differs where no daemon is asked. */
    private static void checkDirectRuntime(ConfigSection one) {
        if (!one.hasValue("flavour")) {
            one.addProblem("flavour", "it is not said which command runs the containers",
                "give crun, runc, runsc or the path of another OCI runtime");
        }
        if (one.hasValue("socket")) {
            one.addProblem("socket", "there is no daemon to talk to", "leave it out");
        }
    }

    private Map<String, String> readEnvironments(Map<String, RuntimeConfig> runtimes) {
        Optional<Map<String, String>> named = root.readSection("environments", all ->
            all.readEntries(type -> all.readValue(type, ValueFormat.WORD).filter(runtime -> checkRuntimeExists(all, type, runtime,
                runtimes.keySet()))));
        if (!root.hasValue("environments") && runtimes.size() > 1) {
            root.addProblem("environments", "it is not said which of " + String.join(", ", runtimes.keySet())
                + " serves which environment type", "write for instance environments: {" + DEFAULT_ENVIRONMENT_TYPE + ": "
                + runtimes.keySet().iterator().next() + "}");
        }
        return named.filter(all -> !all.isEmpty())
            .orElseGet(() -> Map.of(DEFAULT_ENVIRONMENT_TYPE, runtimes.keySet().iterator().next()));
    }

    private static boolean checkRuntimeExists(ConfigSection all, String type, String runtime, Set<String> runtimes) {
        if (!runtimes.contains(runtime)) {
            all.addProblem(type, "there is no runtime \"" + runtime + "\"", NearestName.remedy(runtime, runtimes));
        }
        return runtimes.contains(runtime);
    }

    private static ContainerLimits readLimits(ConfigSection limits) {
        return new ContainerLimits(
            limits.readValue("pids", ValueFormat.POSITIVE_INT).orElse(ContainerLimits.DEFAULT.pids()),
            limits.readValue("files", ValueFormat.POSITIVE_INT).orElse(ContainerLimits.DEFAULT.files()),
            limits.readValue("students", ValueFormat.POSITIVE_INT).orElse(ContainerLimits.DEFAULT.students()),
            limits.readValue("disk", ValueFormat.SIZE).orElse(ContainerLimits.DEFAULT.disk()),
            limits.readValue("inodes", ValueFormat.POSITIVE_INT).orElse(ContainerLimits.DEFAULT.inodes()),
            limits.readValue("task-disk", ConfigFormats.TASK_DISK).orElse(ContainerLimits.DEFAULT.taskDisk()));
    }

    private static JobLogRotation readRotation(ConfigSection rotation) {
        return new JobLogRotation(
            rotation.readValue("size", ValueFormat.SIZE).orElse(JobLogRotation.DEFAULT.size()),
            rotation.readValue("age", ValueFormat.TIME_SPAN).orElse(JobLogRotation.DEFAULT.age()),
            rotation.readValue("keep", ValueFormat.POSITIVE_INT).orElse(JobLogRotation.DEFAULT.keep()));
    }

    private static boolean readBoolean(ConfigSection section, String key, boolean otherwise) {
        return section.readValue(key, ValueFormat.BOOLEAN).orElse(otherwise);
    }
}
