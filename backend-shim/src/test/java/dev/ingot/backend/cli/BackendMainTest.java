package dev.ingot.backend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.backend.demo.ScriptedAgent;
import dev.ingot.backend.standin.FakeAgent;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackendMainTest {
    private static final JobResult RESULT = new JobResult("failed", "first\nsecond", 42.5, Map.of("q1", List.of("failed", "no")),
        Map.of("t", true), Map.of(), "after", new byte[3], "out", "");

    private record Run(int status, String out, String err) {
        static Run of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine commandLine = BackendMain.commandLine();
            commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
            int status = commandLine.execute(args);
            return new Run(status, out.toString(), err.toString());
        }
    }

    @TempDir
    private Path folder;

    @Test
    void everyUsageProblemIsOneLine() {
        Run run = Run.of("submit", "--limits", "time=x", "--foo");
        assertEquals(2, run.status());
        assertEquals(List.of(
            "ingot submit: Invalid value for option '--limits' (NAME=NUMBER): 'x' is not an int",
            "ingot submit: missing: CLIENT_ADDR",
            "ingot submit: missing: --env TYPE/NAME",
            "ingot submit: Unknown option: '--foo'"), run.err().lines().toList());
    }

    @Test
    void everyProblemOfTheSubmissionIsOneLine() {
        Run run = Run.of("submit", "tcp://127.0.0.1:1", "--env", "docker", "--course", "c", "--limits", "tme=3",
            "--debug", "maybe", "--input-file", "a=/does/not/exist", "-n", "0", "-c", "0", "--gap", "-1");
        assertEquals(2, run.status());
        assertEquals(List.of(
            "ingot submit: -n must be at least 1, got 0",
            "ingot submit: -c must be at least 1, got 0",
            "ingot submit: --gap must be at least 0, got -1",
            "ingot submit: --env must be TYPE/NAME, e.g. docker/default, got \"docker\"",
            "ingot submit: --course and --task go together",
            "ingot submit: --debug must be true or ssh, got \"maybe\"",
            "ingot submit: --limits: unknown limit \"tme\", did you mean \"time\"?",
            "ingot submit: --input-file a: /does/not/exist cannot be read"), run.err().lines().toList());
    }

    @Test
    void aPeriodBelowOneSecondIsRejected() {
        Run run = Run.of("queue-exporter", "tcp://127.0.0.1:1", "--period", "0");
        assertEquals(2, run.status());
        assertEquals(List.of("ingot queue-exporter: --period must be at least 1, got 0"), run.err().lines().toList());
    }

    @Test
    void aCommandIsNeeded() {
        assertEquals(2, Run.of().status());
        assertEquals(2, Run.of("sbmit").status());
        assertEquals(0, Run.of("--help").status());
        assertTrue(Run.of("submit", "--help").out().contains("--env=TYPE/NAME"));
    }

    @Test
    void namesAnAddressThatCannotBeListenedOn() {
        Run run = Run.of("backend", "nonsense", "tcp://127.0.0.1:*");
        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("ingot backend: cannot listen on nonsense"), run.err());
    }

    @Test
    void theDemoNeedsTheProjectFolder() {
        Run run = Run.of("demo", "--root", folder.toString());
        assertEquals(2, run.status());
        assertEquals("ingot demo: --root: " + folder + " has no ./ingot or no e2e/", run.err().strip());
    }

    @Test
    void theDemoGradesInItsOwnEnvironment() throws Exception {
        Path first = Files.createDirectories(folder.resolve("e2e/first"));
        Files.writeString(first.resolve("expect.yaml"), "{demo-position: 1, expect: {result: success, text: ingot-demo}}");
        ScriptedAgent.writeLauncher(folder.resolve("ingot"));
        Run run = Run.of("demo", "--root", folder.toString(), "--runtime", "environment");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().endsWith("All 1 results on environment are as expected.\n"), run.out());
    }

    @Test
    void printsEveryFieldOfASingleJob() throws Exception {
        Path file = Files.writeString(folder.resolve("answer.txt"), "é");
        Run run = submit(1, "--course", "c", "--task", "t", "--input", "q1=a=b", "--input-file", "q2=" + file,
            "--limits", "time=5,memory=100", "--network", "--run-cmd", "true", "--debug", "ssh");
        assertEquals(0, run.status(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals("ssh -p 64120 worker@host, password secret", lines.get(0));
        assertTrue(lines.get(1).matches("failed +42\\.50 +[0-9.]+ ms"), lines.get(1));
        assertEquals(List.of("  text     first", "           second", "  q1       [failed, no]", "  tests    {t=true}",
            "  state    after", "  archive  3 bytes", "  stdout   out"), lines.subList(2, lines.size()));
    }

    @Test
    void summarizesManyJobs() throws Exception {
        Run run = submit(5, "-n", "5", "-c", "2", "--gap", "1");
        List<String> lines = run.out().lines().toList();
        assertEquals(7, lines.size(), run.out());
        assertTrue(lines.get(5).matches("5 jobs \\{failed=5\\} in [0-9.]+ s, [0-9.]+ jobs/s"), lines.get(5));
        assertTrue(lines.get(6).matches("p50 [0-9.]+ ms, p90 [0-9.]+ ms, p99 [0-9.]+ ms, max [0-9.]+ ms"), lines.get(6));
    }

    @Test
    void printsOneJsonObjectPerLine() throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = submit(2, "-n", "2", "--json").out().lines().filter(line -> !line.contains("password")).toList();
        JsonNode first = json.readTree(lines.get(0));
        assertEquals("failed", first.get("result").asText());
        assertEquals(List.of("failed", "no"), first.get("problems").get("q1").valueStream().map(JsonNode::asText).toList());
        assertTrue(first.get("latency_ms").asDouble() > 0);
        JsonNode summary = json.readTree(lines.get(2));
        assertEquals(2, summary.get("jobs").asInt());
        assertEquals(2, summary.get("results").get("failed").asInt());
        assertTrue(summary.get("p50_ms").asDouble() <= summary.get("max_ms").asDouble());
    }

    /** Runs {@code submit} against an agent that answers so many jobs. */
    private static Run submit(int jobs, String... options) throws Exception {
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
             ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Callable<Void> agent = () -> {
                try (FakeAgent fake = new FakeAgent(backend.agentAddress())) {
                    fake.sendHello(2);
                    for (int i = 0; i < jobs; i++) {
                        answer(fake, fake.receiveJob());
                    }
                }
                return null;
            };
            Future<Void> played = executor.submit(agent);
            List<String> args = new ArrayList<>(List.of("submit", backend.clientAddress(), "--env", "docker/default"));
            args.addAll(List.of(options));
            Run run = Run.of(args.toArray(String[]::new));
            played.get();
            return run;
        }
    }

    private static void answer(FakeAgent agent, BackendMessage.NewJob job) {
        if (job.debug().equals("ssh")) {
            assertEquals("a=b", job.input().get("q1"));
            assertEquals("answer.txt", ((Map<?, ?>) job.input().get("q2")).get("filename"));
            assertEquals(
                Map.of("limits", Map.of("time", 5L, "memory", 100L), "network_grading", true, "run_cmd", "true"),
                job.environmentParameters());
            agent.sendSshSession(job.jobId());
        }
        agent.sendResult(job.jobId(), RESULT);
    }
}
