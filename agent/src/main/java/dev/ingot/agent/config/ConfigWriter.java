package dev.ingot.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.session.BackendAddress;
import java.nio.file.Path;

/** Writes a configuration as YAML that {@link ConfigLoader} loads again, with every key that has a value. */
public final class ConfigWriter {
    private static final YAMLMapper YAML = YAMLMapper.builder()
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build();

    private ConfigWriter() { }

    /** Returns the configuration as YAML. */
    public static String write(AgentConfig config) {
        ObjectNode root = YAML.createObjectNode();
        config.backend().map(BackendAddress::toString).ifPresent(backend -> root.put("backend", backend));
        root.put("friendly-name", config.friendlyName())
            .put("concurrency", config.concurrency())
            .put("tasks", config.tasks().toString())
            .put("tmpdir", config.tmpdir().toString());
        config.debugHost().ifPresent(host -> root.put("debug-host", host));
        root.put("debug-ports", config.debugPorts().toString())
            .put("ssh", config.ssh())
            .put("dialect", config.dialect().name());
        config.routingId().ifPresent(id -> root.put("routing-id", id));
        ConfigSectionWriter runtimes = new ConfigSectionWriter(root.putObject("runtimes"));
        config.runtimes().forEach((name, runtime) -> writeRuntime(runtimes.putSection(name), runtime));
        ObjectNode environments = root.putObject("environments");
        config.environments().forEach(environments::put);
        root.put("image-store", config.imageStore().toString())
            .put("docker-import", config.dockerImport());
        ObjectNode limits = root.putObject("limits")
            .put("pids", config.limits().pids())
            .put("files", config.limits().files())
            .put("students", config.limits().students())
            .put("disk", config.limits().disk().toString())
            .put("inodes", config.limits().inodes());
        if (config.limits().taskDisk().required()) {
            limits.put("task-disk", config.limits().taskDisk().toString());
        }
        config.jobLog().map(Path::toString).ifPresent(log -> root.put("job-log", log));
        root.putObject("job-log-rotation")
            .put("size", config.jobLogRotation().size().toString())
            .put("age", config.jobLogRotation().age().toString())
            .put("keep", config.jobLogRotation().keep());
        if (config.metricsListen().isPresent() || !config.metricsHosts().isEmpty()) {
            ObjectNode metrics = root.putObject("metrics");
            config.metricsListen().ifPresent(listen -> metrics.put("listen", listen.toString()));
            if (!config.metricsHosts().isEmpty()) {
                metrics.put("hosts", String.join(",", config.metricsHosts()));
            }
        }
        config.telemetry().ifPresent(endpoint -> root.putObject("telemetry").put("endpoint", endpoint.toString()));
        root.put("log-format", config.logFormat().configValue());
        root.put("debugger", config.debugGraders())
            .put("autorestart", config.autorestart())
            .put("verbose", config.verbose());
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is YAML", e);
        }
    }

    private static void writeRuntime(ConfigSectionWriter writer, RuntimeConfig runtime) {
        writer.put(RuntimeReader.MANAGER, runtime.settings().manager());
        runtime.settings().write(writer);
        writer.put(RuntimeReader.RUN_AS_ROOT, runtime.runAsRoot())
            .put(RuntimeReader.GPU, runtime.gpu())
            .put(RuntimeReader.FRAME_BYTE_ORDER, runtime.frameByteOrder().configValue());
        writer.putSection(RuntimeReader.WARM)
            .put("min", runtime.warmPool().min())
            .put("max", runtime.warmPool().max())
            .put("students", runtime.warmPool().students() ? ConfigFormats.STUDENTS_AUTO : ConfigFormats.STUDENTS_NEVER);
    }
}
