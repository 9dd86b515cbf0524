package dev.ingot.backend.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Reads the phases of the jobs from an agent's job log. */
public final class JobPhases {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobPhases() { }

    /** Returns job id to nanoseconds in each phase that the job entered. */
    public static Map<String, Map<Phase, Long>> read(Path jobLog) throws IOException {
        Map<String, Map<Phase, Long>> jobs = new HashMap<>();
        for (String line : Files.readAllLines(jobLog)) {
            JsonNode job = JSON.readTree(line);
            Map<Phase, Long> phases = new EnumMap<>(Phase.class);
            for (Phase phase : Phase.values()) {
                JsonNode nanos = job.path("phases_ns").get(phase.name());
                if (nanos != null) {
                    phases.put(phase, nanos.asLong());
                }
            }
            jobs.put(job.path("job").asText(), phases);
        }
        return jobs;
    }
}
