package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.NamedRuntime;
import dev.ingot.backend.Backend;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of four running jobs when their agent ends, in order or not. */
@NamedRuntime("docker:crun")
class LivesOnDockerIT {
    private static final int JOBS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Submission LONG = new Submission("docker", Case.ENVIRONMENT, "kill-while-running", "task",
        Map.of("@state", "before"), Map.of("limits", Map.of("time", 20, "hard_time", 60, "memory", 100)), false);

    @TempDir
    Path home;

    private Backend backend;
    private BackendClient client;

    @BeforeEach
    void open() throws Exception {
        backend = Backend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        client = BackendClient.connect(backend.clientAddress(), "lives");
    }

    @AfterEach
    void close() {
        client.close();
        backend.close();
    }

    @Test
    void aKilledAgentsContainersAndDirectoriesAreGoneOnceTheNextOneRuns() throws Exception {
        AgentProcess first = agent();
        List<PendingJob> jobs = run();
        first.killAtOnce();
        assertEquals(JOBS, containers(jobs).size(), "each job still has a container");
        assertEquals(2 * JOBS, Leftovers.in(home).size(), "each job still has a directory with a disk");
        try (AgentProcess _ = agent()) {
            for (PendingJob job : jobs) {
                assertEquals("Agent restarted", result(job).text());
            }
            awaitContainers(jobs, 0);
            assertEquals(List.of(), containers(jobs));
            PendingJob next = client.submit(LONG);
            next.started().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            client.kill(next);
            result(next);
            assertTrue(Leftovers.in(home).size() <= 2, "of the first life");
        }
    }

    @Test
    void anAgentThatIsToldToEndAnswersItsJobsAndLeavesNothing() throws Exception {
        List<PendingJob> jobs;
        PendingJob waiting;
        try (AgentProcess _ = agent()) {
            jobs = run();
            waiting = client.submit(LONG);
        }
        for (PendingJob job : jobs) {
            assertEquals("crash", result(job).status());
            assertEquals("before", result(job).state(), "the agent's own answer keeps the state");
        }
        assertEquals(List.of(), containers(jobs));
        assertEquals(List.of(), Leftovers.in(home));
        try (AgentProcess _ = agent()) {
            waiting.started().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            client.kill(waiting);
            assertEquals("killed", result(waiting).status(), "a job that waited is none the worse");
        }
    }

    private AgentProcess agent() throws Exception {
        AgentProcess agent = new AgentProcess(backend.agentAddress(), "docker:crun", home, "--concurrency", "" + JOBS);
        assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, PATIENCE), () -> "the agent offers nothing");
        return agent;
    }

    /** Returns when each job has its container. */
    private List<PendingJob> run() throws Exception {
        List<PendingJob> jobs = Stream.generate(() -> client.submit(LONG)).limit(JOBS).toList();
        awaitContainers(jobs, JOBS);
        return jobs;
    }

    private static void awaitContainers(List<PendingJob> jobs, int number) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (containers(jobs).size() != number && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
    }

    private static JobResult result(PendingJob job) throws Exception {
        return job.outcome().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).result();
    }

    private static List<String> containers(List<PendingJob> jobs) throws IOException, InterruptedException {
        Process docker = new ProcessBuilder("docker", "ps", "--all", "--filter", "label=dev.ingot.job",
            "--format", "{{.Label \"dev.ingot.job\"}}").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String listed = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, docker.waitFor(), "docker ps");
        List<String> ids = jobs.stream().map(PendingJob::id).toList();
        return listed.lines().filter(ids::contains).toList();
    }
}
