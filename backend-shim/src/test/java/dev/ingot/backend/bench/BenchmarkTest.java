package dev.ingot.backend.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.bench.BenchPlan.ArrivalPattern;
import dev.ingot.backend.demo.ScriptedAgent;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the benchmark with {@link ScriptedAgent}s as agents. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchmarkTest {
    @TempDir
    private Path folder;

    private Path launcher;
    private Process external;

    @BeforeEach
    void writeLauncher() throws IOException {
        launcher = folder.resolve("ingot");
        ScriptedAgent.writeLauncher(launcher);
    }

    @AfterEach
    void stopExternalAgent() {
        if (external != null) {
            external.destroyForcibly();
        }
    }

    @Test
    void measuresEveryRuntimeWithBothArrivalPatterns() throws Exception {
        BenchPlan plan = new BenchPlan(List.of(new RuntimeSpec("one", 0), new RuntimeSpec("two:x", 1)),
            Optional.of("tcp://127.0.0.1:*"), 5, 2, Duration.ofMillis(1),
            Duration.ofMillis(100), "default", Optional.empty());
        List<Measurement> measurements;
        try (Benchmark benchmark = Benchmark.open(plan, launcher, folder)) {
            measurements = benchmark.run(new ExternalAgentStarter());
        }
        assertEquals(
            List.of("one", "one", "two:x", "two:x", "external", "external"),
            measurements.stream().map(Measurement::runtime).toList());
        for (Measurement measurement : measurements) {
            boolean startedHere = !measurement.runtime().equals("external");
            assertEquals(Map.of("success", 5L), measurement.results());
            assertTrue(measurement.jobsPerSecond() > 0);
            assertEquals(measurement.arrivalPattern() == ArrivalPattern.SPACED ? 1 : 2, measurement.concurrency());
            assertEquals(startedHere, measurement.agent().filter(agent -> agent.rssBytes() > 1 << 20).isPresent());
            assertEquals(startedHere ? Duration.ofMillis(2) : null,
                startedHere ? measurement.phases().get(Phase.GRADE).p99() : measurement.phases().get(Phase.GRADE));
        }
    }

    @Test
    void reportsTheLogOfAnAgentThatExits() throws Exception {
        IOException error = assertThrows(IOException.class, () -> measure("dies"));
        assertTrue(error.getMessage().startsWith("the agent with dies does not offer docker/default; it has exited"),
            error.getMessage());
        assertTrue(error.getMessage().endsWith("last lines of its log:\nno such runtime"), error.getMessage());
    }

    @Test
    void failsWhenAJobCrashesDuringWarmUp() {
        IOException error = assertThrows(IOException.class, () -> measure("crashes"));
        assertEquals("a warm-up job on crashes crashed; nothing was measured: crashes", error.getMessage());
    }

    private void measure(String runtime) throws Exception {
        try (Benchmark benchmark = Benchmark.open(BenchPlanTest.plan(1, 1, Optional.empty(), runtime), launcher, folder)) {
            benchmark.run(new ExternalAgentStarter());
        }
    }

    private final class ExternalAgentStarter implements Benchmark.Progress {
        @Override
        public void onAwaitingAgent(String address) {
            try {
                String log = folder.resolve("external.jsonl").toString();
                external = new ProcessBuilder(launcher.toString(), "agent", address, "--runtime", "x", "--job-log", log)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onWarmedUp() { }

        @Override
        public void onRoundDone(int round) { }
    }
}
