package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.runtime.RequiresRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ingot bench jobs} as a person runs it. */
@RequiresRuntime("oci:crun")
class BenchIT {
    private static final int JOBS = 6;

    @TempDir
    private Path folder;

    @Test
    void writesItsMeasurementsAsJson() throws Exception {
        JsonNode figures = measure();
        assertEquals(2, figures.size());
        for (JsonNode row : figures) {
            boolean spaced = row.get("gap_ms").asInt() == 10;
            assertEquals("oci:crun", row.get("runtime").asText());
            assertEquals(spaced ? 1 : 2, row.get("concurrency").asInt());
            assertEquals(JOBS, row.get("jobs").asInt());
            assertEquals("{\"success\":" + JOBS + "}", row.get("results").toString());
            double median = row.get("latency_ms").get("p50").asDouble();
            double made = row.get("phases_ms").get("CREATE").get("p50").asDouble();
            assertTrue(made > 0 && made < median, row::toString);
            assertTrue(row.get("latency_ms").get("max").asDouble() >= median, row::toString);
            assertTrue(row.get("jobs_per_second").asDouble() > 0, row::toString);
            assertTrue(row.get("agent_rss_peak_mib").asDouble() > 10, row::toString);
            assertTrue(row.get("agent_cpu_ms_per_job").asDouble() > 0, row::toString);
        }
    }

    private JsonNode measure() throws Exception {
        Path file = folder.resolve("figures.json");
        Path said = folder.resolve("said");
        ProcessBuilder bench = new ProcessBuilder(Path.of(System.getProperty("ingot.root"), "ingot").toString(), "bench", "jobs",
            "--runtime", "oci:crun", "--jobs", Integer.toString(JOBS), "--concurrency", "2", "--gap", "10", "--warm-up", "1",
            "--json", file.toString());
        bench.environment().put("INGOT_JAVA_HOME", System.getProperty("java.home"));
        Process process = bench.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), () -> "it takes for ever");
            assertEquals(0, process.exitValue(), Files.readString(said));
        } finally {
            process.destroy();
        }
        return new ObjectMapper().readTree(Files.readString(file));
    }
}
