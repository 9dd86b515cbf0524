package dev.ingot.backend.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.backend.bench.BenchPlan.ArrivalPattern;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
    private static final BenchPlan PLAN = BenchPlanTest.plan(4, 2, Optional.of("tcp://127.0.0.1:*"), "oci:crun");
    private static final Map<String, Map<Phase, Long>> PHASES = Map.of(
        "a", Map.of(Phase.CREATE, 2_000_000L, Phase.START, 9_500_000L),
        "b", Map.of(Phase.CREATE, 3_000_000L, Phase.START, 8_000_000L),
        "of a warm-up", Map.of(Phase.CREATE, 700_000_000L));

    private static CompletedJob completedJob(String job, String status, long millis) {
        return new CompletedJob(job, JobResult.ungraded(status, "", ""), 0, millis * 1_000_000);
    }

    private static ProcessUsage usage(long cpuMillis, long childrenMillis, long rssMebibytes) {
        return new ProcessUsage(
            Duration.ofMillis(cpuMillis), Duration.ofMillis(childrenMillis), rssMebibytes << 20, (rssMebibytes + 10) << 20);
    }

    private static Measurement spaced() {
        Samples samples = new Samples();
        samples.add(List.of(completedJob("a", "success", 20), completedJob("b", "success", 30)), Duration.ofSeconds(1));
        samples.addUsage(usage(100, 10, 50), usage(130, 30, 60));
        samples.add(List.of(completedJob("c", "failed", 100), completedJob("d", "success", 40)), Duration.ofSeconds(1));
        samples.addUsage(usage(500, 100, 60), usage(510, 110, 70));
        return Measurement.of("oci:crun", 2, PLAN, ArrivalPattern.SPACED, samples, PHASES, Optional.of(usage(900, 200, 80)));
    }

    private static Measurement external() {
        Samples samples = new Samples();
        samples.add(List.of(completedJob("e", "success", 300)), Duration.ofSeconds(2));
        return Measurement.of("external", 0, PLAN, ArrivalPattern.SPACED, samples, Map.of(), Optional.empty());
    }

    @Test
    void addsTurnsUp() {
        Measurement measurement = spaced();
        assertEquals(4, measurement.jobs());
        assertEquals(2.0, measurement.jobsPerSecond());
        assertEquals(Map.of("success", 3L, "failed", 1L), measurement.results());
        assertEquals(
            new Measurement.AgentUsage(90 << 20, 80 << 20, Duration.ofMillis(10), Duration.ofNanos(7_500_000)),
            measurement.agent().orElseThrow());
    }

    @Test
    void countsPhasesOfMeasuredJobsOnly() {
        assertEquals(Duration.ofMillis(3), spaced().phases().get(Phase.CREATE).max());
    }

    @Test
    void writesJson(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("figures.json");
        new MeasurementJson().write(List.of(spaced(), external()), file);
        JsonNode array = new ObjectMapper().readTree(Files.readString(file));
        assertEquals(new ObjectMapper().readTree("""
            {"runtime": "oci:crun", "warm": 2, "jobs": 4, "concurrency": 1, "gap_ms": 150, "jobs_per_second": 2.0,
             "results": {"failed": 1, "success": 3},
             "latency_ms": {"p50": 30.0, "p90": 100.0, "p99": 100.0, "max": 100.0},
             "phases_ms": {"CREATE": {"p50": 2.0, "p90": 3.0, "p99": 3.0}, "START": {"p50": 8.0, "p90": 9.5, "p99": 9.5}},
             "agent_rss_peak_mib": 90.0, "agent_rss_end_mib": 80.0, "agent_cpu_ms_per_job": 10.0, "children_cpu_ms_per_job": 7.5}
            """).toString(), array.get(0).toString());
        assertEquals("{}", array.get(1).get("phases_ms").toString());
        assertEquals(true, array.get(1).get("agent_rss_peak_mib").isNull());
    }

    @Test
    void printsTables() {
        assertEquals(List.of(
            "One at a time, 150 ms from a result to the next submission",
            "  runtime                 results  jobs/s  p50 ms  p90 ms  p99 ms  max ms  agent RSS MiB  peak RSS MiB"
                + "  agent CPU ms/job  children CPU ms/job",
            "  oci:crun+2  1 failed, 3 success     2.0    30.0     100     100     100             80            90"
                + "              10.0                  7.5",
            "  external              1 success     0.5     300     300     300     300              -             -"
                + "                 -                    -",
            "",
            "  phases, p50/p90/p99 in milliseconds",
            "  runtime     ADMIT  STAGE       CREATE        START  GRADE  REPLY  EXIT  CLEAN",
            "  oci:crun+2      -      -  2.0/3.0/3.0  8.0/9.5/9.5      -      -     -      -",
            "  external        -      -            -            -      -      -     -      -"),
            new MeasurementTable(List.of(spaced(), external())).lines());
    }
}
