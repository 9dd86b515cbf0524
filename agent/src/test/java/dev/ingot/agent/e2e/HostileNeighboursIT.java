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
 * Jobs that would have the host for themselves, all at once: each gets its verdict, an ordinary job beside them and after them
 * gets its own, and nothing of them stays.
 */
@NamedRuntime("oci:crun")
class HostileNeighboursIT {
    private static final Path CASES = AgentProcess.tasks().resolve("hostile");
    private static final String CALM = "bystander";
    private static final String FILLS_TASK = "task-disk-full";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration CLEANED_UP_WITHIN = Duration.ofSeconds(20);

    @TempDir
    Path home;

    @Test
    void nobodySuffersFromThemAndNothingOfThemStays() throws Exception {
        List<Case> cases = CaseFolder.read(CASES);
        Case calm = named(cases, CALM);
        List<Case> hostile = cases.stream().filter(one -> one != calm && !one.name().equals(FILLS_TASK)).toList();
        try (Backend backend = Backend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentProcess agent = agent(backend, hostile.size() + 1, "");
            BackendClient client = BackendClient.connect(backend.clientAddress(), "neighbours")) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, PATIENCE), () -> "the agent offers nothing");
            CaseRunner runner = new CaseRunner(client, "docker", PATIENCE);
            check(runner.run(calm));
            Traces traces = new Traces(home, agent.pid());
            traces.awaitRest(CLEANED_UP_WITHIN);
            int descriptors = traces.descriptors();

            Set<Path> cgroups = runAll(runner, hostile, calm, traces);

            check(runner.run(calm));
            traces.awaitRest(CLEANED_UP_WITHIN);
            assertEquals(List.of(), traces.processes(), "processes of containers");
            assertEquals(List.of(), Leftovers.in(home), "directories and mounts");
            assertFalse(cgroups.isEmpty(), "the containers' cgroups were seen while they ran");
            assertEquals(List.of(), cgroups.stream().filter(Files::exists).toList(), "cgroups");
            assertTrue(traces.descriptors() <= descriptors, () -> "the agent's descriptors: " + descriptors + " before");
        }
    }

    /** Alone: where a job's directory is a disk of its own, nothing in a container's mounts tells whose that is. */
    @Test
    void whoFillsItsTaskMeetsTheEndOfTheJobsOwnDisk() throws Exception {
        Case filling = named(CaseFolder.read(CASES), FILLS_TASK);
        try (Backend backend = Backend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentProcess _ = agent(backend, 1, ", task-disk: 48MiB");
            BackendClient client = BackendClient.connect(backend.clientAddress(), "filling")) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, PATIENCE), () -> "the agent offers nothing");
            check(new CaseRunner(client, "docker", PATIENCE).run(filling));
        }
        assertEquals(List.of(), Leftovers.in(home), "directories and mounts");
    }

    private static Case named(List<Case> cases, String name) {
        return cases.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /** All hostile jobs side by side, and calm ones as long as they run. Returns the cgroups of their containers. */
    private static Set<Path> runAll(CaseRunner runner, List<Case> hostile, Case calm, Traces traces) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CaseReport>> reports = new ArrayList<>();
            for (Case one : hostile) {
                Callable<CaseReport> run = () -> runner.run(one);
                reports.add(executor.submit(run));
            }
            Set<Path> cgroups = traces.cgroups();
            do {
                check(runner.run(calm));
                cgroups.addAll(traces.cgroups());
            } while (!reports.stream().allMatch(Future::isDone));
            for (Future<CaseReport> report : reports) {
                check(report.get());
            }
            return cgroups;
        }
    }

    private AgentProcess agent(Backend backend, int slots, String moreLimits) throws IOException {
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes: {tested: {manager: oci, flavour: crun}}
            limits: {disk: 64MiB, inodes: 2000%s}
            """.formatted(moreLimits));
        return new AgentProcess(backend.agentAddress(), CASES, List.of("--config", file.toString()), home,
            "--concurrency", Integer.toString(slots));
    }

    private static void check(CaseReport report) {
        assertEquals(List.of(), report.mismatches(), () -> report.of().about() + "\n" + report.outcome());
    }
}
