package dev.ingot.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private List<JsonNode> jobs() throws IOException {
        List<JsonNode> jobs = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("jobs.jsonl"))) {
            jobs.add(JSON.readTree(line));
        }
        return jobs;
    }

    private JobLog log() throws IOException {
        return new JobLog(dir.resolve("jobs.jsonl"), Rotation.DEFAULT);
    }

    @Test
    void writesOneObjectPerJob() throws IOException {
        try (JobLog log = log()) {
            log.accept(Timelines.graded("job-1"));
        }
        assertEquals(List.of(JSON.readTree("""
            {"schema": 2, "received": "2026-01-02T03:04:05.006Z", "job": "job-1", "course": "c1", "task": "t1",
             "environment_type": "docker", "environment": "default", "runtime": "crun", "warm": false, "verdict": "success",
             "cause": null, "rejection": null, "failed_phase": null,
             "phases_ns": {"ADMIT": 1000000, "GRADE": 234567890}, "cpu_ns": 12000000, "memory_peak_bytes": 4096,
             "students": [{"requested": "2026-01-02T03:04:05.106Z", "environment": "python3", "warm": true,
                           "create_ns": 1, "start_ns": 2, "run_ns": 3, "retval": 253,
                           "cpu_ns": 4, "memory_peak_bytes": 5}]}""")), jobs());
    }

    @Test
    void writesEveryKeyEvenWhenValuesAreUnknown() throws IOException {
        try (JobLog log = log()) {
            log.accept(Timelines.refused("job-1"));
        }
        assertEquals(List.of(JSON.readTree("""
            {"schema": 2, "received": "1970-01-01T00:00:00Z", "job": "job-1", "course": null, "task": null,
             "environment_type": "docker", "environment": "fortran", "runtime": null, "warm": false, "verdict": "crash",
             "cause": null, "rejection": "no_environment", "failed_phase": null,
             "phases_ns": {"ADMIT": 5}, "cpu_ns": -1, "memory_peak_bytes": -1, "students": []}""")), jobs());
    }

    @Test
    void appendsToTheLogOfAnEarlierProcess() throws IOException {
        for (String job : List.of("job-1", "job-2")) {
            try (JobLog log = log()) {
                log.accept(Timelines.refused(job));
            }
        }
        assertEquals(List.of("job-1", "job-2"), jobs().stream().map(job -> job.get("job").asText()).toList());
    }

    @Test
    void concurrentWritesDoNotInterleave() throws IOException {
        try (JobLog log = log(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String job = "job-" + i;
                threads.submit(() -> log.accept(Timelines.graded(job)));
            }
        }
        assertEquals(200, jobs().stream().map(job -> job.get("job").asText()).distinct().count());
    }

    @Test
    void ignoresWriteFailures() throws IOException {
        JobLog log = log();
        log.close();
        assertDoesNotThrow(() -> log.accept(Timelines.graded("job-1")));
    }

    @Test
    void throwsWhenTheFileCannotBeOpened() {
        assertThrows(IOException.class, () -> new JobLog(dir.resolve("missing/jobs.jsonl"), Rotation.DEFAULT));
    }
}
