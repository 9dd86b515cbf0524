package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import dev.ingot.text.NearestName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a configuration from its tree. Problems go to the section; the result is valid only if there are none.
 *
 * @param required keys whose absence is a problem
 */
record ConfigReader(ConfigSection root, RuntimeReader runtimeReader, Set<String> required) {
    private static final String DEFAULT_ENVIRONMENT_TYPE = "docker";

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
            root.addProblem("backend", "no backend address is given", "give " + ConfigFormats.BACKEND.example()
                + " or the like, on the command line or as the key backend of the file");
        }
        return config;
    }

    private Map<String, RuntimeConfig> readRuntimes() {
        return root.readSection("runtimes", all -> all.readEntries(name -> all.readSection(name, runtimeReader::read)))
            .filter(all -> !all.isEmpty()).orElseGet(runtimeReader::defaultRuntimes);
    }

    private Map<String, String> readEnvironments(Map<String, RuntimeConfig> runtimes) {
        Optional<Map<String, String>> named = root.readSection("environments", all ->
            all.readEntries(type -> all.readValue(type, ValueFormat.WORD).filter(runtime -> checkRuntimeExists(all, type, runtime,
                runtimes.keySet()))));
        if (!root.hasValue("environments") && runtimes.size() > 1) {
            root.addProblem("environments", "several runtimes (" + String.join(", ", runtimes.keySet())
                + "), but no mapping from environment types to runtimes",
                "write for instance environments: {" + DEFAULT_ENVIRONMENT_TYPE + ": "
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
