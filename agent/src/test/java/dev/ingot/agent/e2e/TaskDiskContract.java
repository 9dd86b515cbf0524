package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.soak.LoopDevices;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests jobs whose directories are per-job disks, which is the default. */
@Timeout(120)
abstract class TaskDiskContract {
    private static final Path CASES = AgentUnderTest.tasks().resolve("hostile");
    /** Number of disks that the agent creates in advance. */
    private static final int PREPARED_DISKS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Submission LONG_JOB = new Submission("docker", Case.ENVIRONMENT, "kill-while-running", "task", Map.of(),
        Map.of("limits", Map.of("time", 20, "hard_time", 60, "memory", 100)), false);

    @TempDir
    Path home;

    private StandInBackend backend;
    private BackendClient client;

    @BeforeEach
    void open() throws Exception {
        backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        client = BackendClient.connect(backend.clientAddress(), "disks");
    }

    @AfterEach
    void close() {
        client.close();
        backend.close();
    }

    private AgentUnderTest startAgent(Path tasks) throws Exception {
        String[] words = getClass().getAnnotation(RequiresRuntime.class).value().split(":");
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes: {tested: {manager: %s, oci-runtime: %s}}
            limits: {inodes: 2000}
            """.formatted(words[0], words[1]));
        return new AgentUnderTest(backend.agentAddress(), tasks, List.of("--config", file.toString()), home, "--concurrency",
            "1");
    }

    private static void await(String what, Eventually.Condition condition) {
        Eventually.awaitTrue(TIMEOUT, condition, () -> what);
    }

    private List<String> findDisks() {
        try {
            return LoopDevices.findBackedBelow(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> findOrphans() {
        try {
            return OrphanFinder.findBelow(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the number of agents that have written to the log so far. */
    private static long countStarts(AgentUnderTest agent) {
        try {
            return agent.readLog().lines().filter(line -> line.contains(" started: backend ")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsTheGradersVerdictAndFreesTheDiskWhenAJobUsesUpItsInodes() throws Exception {
        Case filling = CaseFolder.read(CASES).stream().filter(one -> one.name().equals("task-inodes-used-up")).findFirst()
            .orElseThrow();
        try (AgentUnderTest agent = startAgent(CASES)) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
            CaseReport report = new CaseRunner(client, "docker", TIMEOUT).run(filling);
            assertEquals(List.of(), report.mismatches(), () -> report.completedJob().toString());
            long answered = System.nanoTime();
            await("the directory stays", () -> findOrphans().isEmpty() && findDisks().size() <= PREPARED_DISKS);
            Duration cleaning = Duration.ofNanos(System.nanoTime() - answered);
            assertTrue(cleaning.compareTo(Duration.ofSeconds(10)) < 0, () -> "cleaned after " + cleaning);
            assertFalse(agent.readLog().contains("Continuing in the background"), agent.readLog());
        }
        assertEquals(List.of(), findDisks(), "prepared disks");
    }

    @Test
    void removesTheDisksOfAKilledAgentOnTheNextStart() throws Exception {
        AgentUnderTest first = startAgent(AgentUnderTest.tasks());
        assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
        PendingJob job = client.submit(LONG_JOB);
        await("no disk", () -> findOrphans().size() >= 2 && findDisks().size() == PREPARED_DISKS + 1);
        first.kill();
        await("disks that no job has", () -> findDisks().size() == 1);
        try (AgentUnderTest second = startAgent(AgentUnderTest.tasks())) {
            await("the next one does not start", () -> countStarts(second) == 2);
            assertEquals("crash", job.completion().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).result().status());
            await("something stays of the killed one", () -> findOrphans().isEmpty() && findDisks().size() <= PREPARED_DISKS);
        }
        assertEquals(List.of(), findDisks());
        assertEquals(List.of(), findOrphans());
    }
}
