package dev.ingot.backend.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Creates the configuration of an agent under test and locates its files.
 *
 * @param path folder of the agent's files
 */
public record AgentFolder(Path path) {
    private static final String RUNTIME_NAME = "measured";

    /** Returns the file of the agent's job log. */
    public Path jobLog() {
        return path.resolve("jobs.jsonl");
    }

    /** Returns the file of the agent's log. */
    public Path logFile() {
        return path.resolve("agent.log");
    }

    /** Returns the folder that contains the job directories. */
    public Path dataFolder() {
        return path.resolve("data");
    }

    /**
     * Writes the configuration of an agent with one runtime.
     *
     * @param backend     address to which the agent connects
     * @param concurrency capacity of the agent
     * @param tasks       folder of the agent's tasks
     * @param more        further settings, which replace those of the same name
     * @return the configuration file
     */
    public Path writeConfig(String backend, RuntimeSpec runtime, int concurrency, Path tasks, Map<String, Object> more)
        throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("backend", backend);
        settings.put("friendly-name", runtime.name());
        settings.put("concurrency", concurrency);
        settings.put("tasks", tasks.toString());
        settings.put("tmpdir", dataFolder().toString());
        settings.put("job-log", jobLog().toString());
        settings.put("runtimes", Map.of(RUNTIME_NAME, runtime.toSettings()));
        settings.put("environments", Map.of(BenchPlan.ENVIRONMENT_TYPE, RUNTIME_NAME));
        settings.putAll(more);
        Path file = path.resolve("agent.yaml");
        YAMLMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build().writeValue(file.toFile(), settings);
        return file;
    }
}
