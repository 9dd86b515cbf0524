package dev.ingot.backend.bench;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of an agent under test, and its files. */
record AgentSettings(Path folder) {
    private static final String RUNTIME = "measured";

    Path jobLog() {
        return folder.resolve("jobs.jsonl");
    }

    Path log() {
        return folder.resolve("agent.log");
    }

    /** Writes the configuration for one runtime. */
    Path write(BenchPlan plan, String runtime, String backend) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("backend", backend);
        settings.put("friendly-name", runtime);
        settings.put("concurrency", plan.concurrency());
        settings.put("tasks", tasks(plan).toString());
        settings.put("tmpdir", folder.resolve("data").toString());
        settings.put("job-log", jobLog().toString());
        settings.put("runtimes", Map.of(RUNTIME, runtime(runtime, plan.warm())));
        settings.put("environments", Map.of(BenchPlan.ENVIRONMENT_TYPE, RUNTIME));
        Path file = folder.resolve("agent.yaml");
        new YAMLMapper().writeValue(file.toFile(), settings);
        return file;
    }

    private Path tasks(BenchPlan plan) throws IOException {
        return plan.task().isPresent() ? plan.task().get().tasks() : Files.createDirectories(folder.resolve("tasks"));
    }

    private static Map<String, Object> runtime(String spec, int warm) {
        String[] managerAndFlavour = spec.split(":", 2);
        Map<String, Object> runtime = new LinkedHashMap<>();
        runtime.put("manager", managerAndFlavour[0]);
        if (managerAndFlavour.length > 1) {
            runtime.put("flavour", managerAndFlavour[1]);
        }
        if (warm > 0) {
            runtime.put("warm", warm);
        }
        return runtime;
    }
}
