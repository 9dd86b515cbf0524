package dev.ingot.agent.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.telemetry.JobRecord;
import dev.ingot.timing.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads job logs line by line, and counts the lines that it skips because they are no readable record of a job. */
public final class JobLogReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LoggedJob> jobs = new ArrayList<>();
    private int skipped;

    /**
     * Reads all lines of a file.
     *
     * @throws IOException when the file cannot be read
     */
    public void read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    parseLine(line);
                }
            }
        }
    }

    private void parseLine(String line) {
        try {
            JsonNode job = JSON.readTree(line);
            if (job.path("phases_ns").isObject() && job.path("schema").asInt(JobRecord.SCHEMA) <= JobRecord.SCHEMA) {
                jobs.add(toJob(job));
                return;
            }
        } catch (JsonProcessingException e) {
            // A crash cut the line off, or the file is no job log.
        }
        skipped++;
    }

    private static LoggedJob toJob(JsonNode job) {
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            if (job.path("phases_ns").has(phase.name())) {
                phases.put(phase, job.path("phases_ns").path(phase.name()).asLong());
            }
        }
        return new LoggedJob(job.path("runtime").asText(null), job.path("environment").asText(""), job.path("warm").asBoolean(),
            job.path("verdict").asText(""), phases);
    }

    /** Returns the jobs read so far. */
    public List<LoggedJob> jobs() {
        return List.copyOf(jobs);
    }

    /** Returns the number of skipped lines. */
    public int skipped() {
        return skipped;
    }
}
