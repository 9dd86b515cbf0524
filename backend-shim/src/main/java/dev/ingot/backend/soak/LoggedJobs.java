package dev.ingot.backend.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Summarizes an agent's job log.
 *
 * @param warmJobs   number of jobs with a warm container
 * @param duplicates ids of jobs that the log contains more than once
 */
record LoggedJobs(long warmJobs, List<String> duplicates) {

    static LoggedJobs read(Path jobLog) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new LinkedHashSet<>();
        long warm = 0;
        for (String line : Files.readAllLines(jobLog)) {
            JsonNode job = json.readTree(line);
            String id = job.get("job").asText();
            if (!seen.add(id)) {
                repeated.add(id);
            }
            warm += job.get("warm").asBoolean() ? 1 : 0;
        }
        return new LoggedJobs(warm, List.copyOf(repeated));
    }
}
