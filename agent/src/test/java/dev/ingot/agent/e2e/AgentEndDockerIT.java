package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.standin.StandInBackend;
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

/** Tests the results of four running jobs when their agent exits on SIGTERM or is killed. */
@RequiresRuntime("docker:crun")
class AgentEndDockerIT {
    private static final int JOBS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Submission LONG_JOB = new Submission("docker", Case.ENVIRONMENT, "kill-while-running", "task",
        Map.of("@state", "before"), Map.of("limits", Map.of("time", 20, "hard_time", 60, "memory", 100)), false);

    @TempDir
    Path home;

    private StandInBackend backend;
    private BackendClient client;

    @BeforeEach
    void open() throws Exception {
        backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        client = BackendClient.connect(backend.clientAddress(), "lives");
    }

    @AfterEach
    void close() {
        client.close();
        backend.close();
    }

    @Test
    void removesContainersAndDirectoriesOfAKilledAgentOnTheNextStart() throws Exception {
        AgentUnderTest first = startAgent();
        List<PendingJob> jobs = startJobs();
        first.kill();
        assertEquals(JOBS, listContainers(jobs).size(), "each job still has a container");
        assertEquals(2 * JOBS, OrphanFinder.findBelow(home).size(), "each job still has a directory with a disk");
        try (AgentUnderTest _ = startAgent()) {
            for (PendingJob job : jobs) {
                assertEquals("Agent restarted", awaitResult(job).text());
            }
            awaitContainers(jobs, 0);
            assertEquals(List.of(), listContainers(jobs));
            PendingJob next = client.submit(LONG_JOB);
            next.started().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            client.kill(next);
            awaitResult(next);
            assertTrue(OrphanFinder.findBelow(home).size() <= 2, "of the first life");
        }
    }

    @Test
    void answersRunningJobsAndRemovesEverythingOnSigterm() throws Exception {
        List<PendingJob> jobs;
        PendingJob waiting;
        try (AgentUnderTest _ = startAgent()) {
            jobs = startJobs();
            waiting = client.submit(LONG_JOB);
        }
        for (PendingJob job : jobs) {
            assertEquals("crash", awaitResult(job).status());
            assertEquals("before", awaitResult(job).state(), "the agent's own answer keeps the state");
        }
        assertEquals(List.of(), listContainers(jobs));
        assertEquals(List.of(), OrphanFinder.findBelow(home));
        try (AgentUnderTest _ = startAgent()) {
            waiting.started().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            client.kill(waiting);
            assertEquals("killed", awaitResult(waiting).status(), "a job that waited is none the worse");
        }
    }

    private AgentUnderTest startAgent() throws Exception {
        AgentUnderTest agent = new AgentUnderTest(backend.agentAddress(), "docker:crun", home, "--concurrency", "" + JOBS);
        assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
        return agent;
    }

    /** Waits until each job has its container. */
    private List<PendingJob> startJobs() throws Exception {
        List<PendingJob> jobs = Stream.generate(() -> client.submit(LONG_JOB)).limit(JOBS).toList();
        awaitContainers(jobs, JOBS);
        return jobs;
    }

    private static void awaitContainers(List<PendingJob> jobs, int number) {
        Eventually.awaitTrue(TIMEOUT, () -> listContainers(jobs).size() == number,
            () -> "there are not " + number + " containers");
    }

    private static JobResult awaitResult(PendingJob job) throws Exception {
        return job.completion().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).result();
    }

    private static List<String> listContainers(List<PendingJob> jobs) throws IOException, InterruptedException {
        Process docker = new ProcessBuilder("docker", "ps", "--all", "--filter", "label=dev.ingot.job",
            "--format", "{{.Label \"dev.ingot.job\"}}").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String listed = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, docker.waitFor(), "docker ps");
        List<String> ids = jobs.stream().map(PendingJob::id).toList();
        return listed.lines().filter(ids::contains).toList();
    }
}
