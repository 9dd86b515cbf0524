package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.NamedRuntime;
import dev.ingot.backend.Backend;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.soak.LoopDisks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose directories are disks of their own, as they are unless an admin says otherwise. */
@Timeout(120)
abstract class TaskDisk {
    private static final Path CASES = AgentProcess.tasks().resolve("hostile");
    /** Disks made for jobs to come. */
    private static final int AHEAD = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Submission LONG = new Submission("docker", Case.ENVIRONMENT, "kill-while-running", "task", Map.of(),
        Map.of("limits", Map.of("time", 20, "hard_time", 60, "memory", 100)), false);

    @TempDir
    Path home;

    private Backend backend;
    private BackendClient client;

    @BeforeEach
    void open() throws Exception {
        backend = Backend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        client = BackendClient.connect(backend.clientAddress(), "disks");
    }

    @AfterEach
    void close() {
        client.close();
        backend.close();
    }

    private AgentProcess agent(Path tasks) throws Exception {
        String[] words = getClass().getAnnotation(NamedRuntime.class).value().split(":");
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes: {tested: {manager: %s, flavour: %s}}
            limits: {inodes: 2000}
            """.formatted(words[0], words[1]));
        return new AgentProcess(backend.agentAddress(), tasks, List.of("--config", file.toString()), home, "--concurrency", "1");
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.sleep(20);
        }
    }

    private List<String> disks() {
        try {
            return LoopDisks.below(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> leftovers() {
        try {
            return Leftovers.in(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** By how many agents the log was written that came so far. */
    private static long starts(AgentProcess agent) {
        try {
            return agent.log().lines().filter(line -> line.contains(" started: backend ")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aJobThatMakesFilesWithoutEndEndsAsItsGraderDecidesAndItsDiskIsFreeAtOnce() throws Exception {
        Case filling = CaseFolder.read(CASES).stream().filter(one -> one.name().equals("task-inodes-used-up")).findFirst()
            .orElseThrow();
        try (AgentProcess agent = agent(CASES)) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, PATIENCE), () -> "the agent offers nothing");
            CaseReport report = new CaseRunner(client, "docker", PATIENCE).run(filling);
            assertEquals(List.of(), report.mismatches(), () -> report.outcome().toString());
            long answered = System.nanoTime();
            await("the directory stays", () -> leftovers().isEmpty() && disks().size() <= AHEAD);
            Duration cleaning = Duration.ofNanos(System.nanoTime() - answered);
            assertTrue(cleaning.compareTo(Duration.ofSeconds(10)) < 0, () -> "cleaned after " + cleaning);
            assertFalse(agent.log().contains("removed beside the jobs"), agent.log());
        }
        assertEquals(List.of(), disks(), "disks made ahead");
    }

    @Test
    void aKilledAgentsDisksAreGoneOnceTheNextOneRuns() throws Exception {
        AgentProcess first = agent(AgentProcess.tasks());
        assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, PATIENCE), () -> "the agent offers nothing");
        PendingJob job = client.submit(LONG);
        await("no disk", () -> leftovers().size() >= 2 && disks().size() == AHEAD + 1);
        first.killAtOnce();
        await("disks that no job has", () -> disks().size() == 1);
        try (AgentProcess second = agent(AgentProcess.tasks())) {
            await("the next one does not start", () -> starts(second) == 2);
            assertEquals("crash", job.outcome().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).result().status());
            await("something stays of the killed one", () -> leftovers().isEmpty() && disks().size() <= AHEAD);
        }
        assertEquals(List.of(), disks());
        assertEquals(List.of(), leftovers());
    }
}
