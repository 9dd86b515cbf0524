package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs jobs that try to use up the host, all at once. Each must get its result, ordinary jobs during and after them must get
 * theirs, and the agent must remove everything.
 */
@RequiresRuntime("oci:crun")
class HostileNeighboursIT {
    private static final Path CASES = AgentUnderTest.tasks().resolve("hostile");
    private static final String BYSTANDER = "bystander";
    private static final String TASK_DISK_FULL = "task-disk-full";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration CLEANUP_TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path home;

    @Test
    void otherJobsAreUnaffectedAndNothingRemains() throws Exception {
        List<Case> cases = CaseFolder.read(CASES);
        Case calm = findCase(cases, BYSTANDER);
        List<Case> hostile = cases.stream().filter(one -> one != calm && !one.name().equals(TASK_DISK_FULL)).toList();
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentUnderTest agent = startAgent(backend, hostile.size() + 1, "");
            BackendClient client = BackendClient.connect(backend.clientAddress(), "neighbours")) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
            CaseRunner runner = new CaseRunner(client, "docker", TIMEOUT);
            assertMatches(runner.run(calm));
            AgentContainers traces = new AgentContainers(home, agent.pid());
            traces.awaitCleanup(CLEANUP_TIMEOUT);
            int descriptors = traces.countDescriptors();

            Set<Path> cgroups = runAll(runner, hostile, calm, traces);

            assertMatches(runner.run(calm));
            traces.awaitCleanup(CLEANUP_TIMEOUT);
            assertEquals(List.of(), traces.findProcesses(), "processes of containers");
            assertEquals(List.of(), OrphanFinder.findBelow(home), "directories and mounts");
            assertFalse(cgroups.isEmpty(), "the containers' cgroups were seen while they ran");
            assertEquals(List.of(), cgroups.stream().filter(Files::exists).toList(), "cgroups");
            assertTrue(traces.countDescriptors() <= descriptors, () -> "the agent's descriptors: " + descriptors + " before");
        }
    }

    /** Runs alone, on an agent with per-job disks. */
    @Test
    void aJobThatFillsItsTaskDirectoryOnlyFillsItsOwnDisk() throws Exception {
        Case filling = findCase(CaseFolder.read(CASES), TASK_DISK_FULL);
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentUnderTest _ = startAgent(backend, 1, ", task-disk: 48MiB");
            BackendClient client = BackendClient.connect(backend.clientAddress(), "filling")) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
            assertMatches(new CaseRunner(client, "docker", TIMEOUT).run(filling));
        }
        assertEquals(List.of(), OrphanFinder.findBelow(home), "directories and mounts");
    }

    private static Case findCase(List<Case> cases, String name) {
        return cases.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /** Runs all hostile jobs concurrently, and ordinary jobs meanwhile. Returns the cgroups of their containers. */
    private static Set<Path> runAll(CaseRunner runner, List<Case> hostile, Case calm, AgentContainers traces) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CaseReport>> reports = new ArrayList<>();
            for (Case one : hostile) {
                Callable<CaseReport> run = () -> runner.run(one);
                reports.add(executor.submit(run));
            }
            Set<Path> cgroups = traces.findCgroups();
            do {
                assertMatches(runner.run(calm));
                cgroups.addAll(traces.findCgroups());
            } while (!reports.stream().allMatch(Future::isDone));
            for (Future<CaseReport> report : reports) {
                assertMatches(report.get());
            }
            return cgroups;
        }
    }

    private AgentUnderTest startAgent(StandInBackend backend, int capacity, String moreLimits) throws IOException {
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes: {tested: {manager: oci, oci-runtime: crun}}
            limits: {disk: 64MiB, inodes: 2000%s}
            """.formatted(moreLimits));
        return new AgentUnderTest(backend.agentAddress(), CASES, List.of("--config", file.toString()), home,
            "--concurrency", Integer.toString(capacity));
    }

    private static void assertMatches(CaseReport report) {
        assertEquals(List.of(), report.mismatches(), () -> report.testCase().description() + "\n" + report.completedJob());
    }
}
