package dev.ingot.backend.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of an agent under test, and its files. */
public record AgentSettings(Path folder) {
    private static final String RUNTIME = "measured";

    public Path jobLog() {
        return folder.resolve("jobs.jsonl");
    }

    public Path log() {
        return folder.resolve("agent.log");
    }

    /** Where job directories are. */
    public Path data() {
        return folder.resolve("data");
    }

    /**
     * Writes the configuration for one runtime.
     *
     * @param more further settings
     */
    public Path write(String backend, RuntimeSpec runtime, int concurrency, Path tasks, Map<String, Object> more)
        throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("backend", backend);
        settings.put("friendly-name", runtime.name());
        settings.put("concurrency", concurrency);
        settings.put("tasks", tasks.toString());
        settings.put("tmpdir", data().toString());
        settings.put("job-log", jobLog().toString());
        settings.put("runtimes", Map.of(RUNTIME, runtime.settings()));
        settings.put("environments", Map.of(BenchPlan.ENVIRONMENT_TYPE, RUNTIME));
        settings.putAll(more);
        Path file = folder.resolve("agent.yaml");
        YAMLMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build().writeValue(file.toFile(), settings);
        return file;
    }
}
