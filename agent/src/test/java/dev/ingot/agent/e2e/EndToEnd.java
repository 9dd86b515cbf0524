package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.TestTier;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every case below {@code e2e/}, through the stand-in backend and a real agent, on one runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEnd {
    private static final int DEFAULT_CONCURRENCY = 2;
    private static final Duration JOB_TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    static Path home;

    private final String runtime;
    private final List<String> missingCapabilities;
    private StandInBackend backend;
    private AgentUnderTest agent;
    private BackendClient client;

    /**
     * @param runtime as {@code --runtime} takes it
     * @param lacking capabilities that it does not have; cases that need one are skipped, by name
     */
    EndToEnd(String runtime, String... lacking) {
        this.runtime = runtime;
        this.missingCapabilities = List.of(lacking);
    }

    /** Returns the number of concurrent cases; some cases run alone. */
    int concurrency() {
        return DEFAULT_CONCURRENCY;
    }

    /** Returns whether the cases that test only the agent run here too; one class of {@code ./ingot test} runs them for all. */
    boolean runsAgentCases() {
        return TestTier.isFull();
    }

    /** Returns whether the test includes a case that the runtime supports. */
    boolean isSelected(Case one) {
        return true;
    }

    /** Returns environments that replace those of the cases. */
    Map<String, String> environments() {
        return Map.of();
    }

    /** Returns the flags that select the runtimes. */
    List<String> runtimes() throws IOException {
        return List.of("--runtime", runtime, "docker");
    }

    /** Returns the folder with all cases; called before the agent starts, and again later. */
    Path tasks() throws IOException {
        return AgentUnderTest.tasks();
    }

    /** Returns the log of the agent so far. */
    final String readLog() throws IOException {
        return agent.readLog();
    }

    @BeforeAll
    void start() throws Exception {
        backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        agent = new AgentUnderTest(backend.agentAddress(), tasks(), runtimes(), home, "--concurrency",
            Integer.toString(concurrency()));
        client = BackendClient.connect(backend.clientAddress(), "end-to-end");
        String environment = environments().getOrDefault(Case.ENVIRONMENT, Case.ENVIRONMENT);
        assertTrue(client.awaitEnvironment("docker", environment, Duration.ofMinutes(5)),
            () -> "the agent does not offer " + environment);
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        agent.close();
        backend.close();
        assertEquals(List.of(), OrphanFinder.findBelow(home), "something outlives its job");
    }

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        List<Case> all = CaseFolder.read(tasks()).stream().filter(this::isSelected)
            .filter(one -> runsAgentCases() || !one.testsAgentOnly())
            .map(one -> one.withEnvironments(environments())).toList();
        List<Case> possible = all.stream().filter(this::isPossible).toList();
        ExecutorService executor = Executors.newFixedThreadPool(concurrency());
        Stream<DynamicTest> together = tests(possible, executor);
        Stream<DynamicTest> impossible = all.stream().filter(one -> !isPossible(one)).map(one ->
            DynamicTest.dynamicTest(one.name(), () -> Assumptions.abort(runtime + " lacks one of " + one.requires())));
        return Stream.concat(together, impossible).onClose(executor::shutdownNow);
    }

    private Stream<DynamicTest> tests(List<Case> cases, ExecutorService executor) {
        List<Future<CaseReport>> reports = cases.stream().map(one -> executor.submit(() -> run(one))).toList();
        return Stream.iterate(0, i -> i < cases.size(), i -> i + 1)
            .map(i -> DynamicTest.dynamicTest(cases.get(i).name(), () -> check(cases.get(i), reports.get(i).get())));
    }

    private boolean isPossible(Case one) {
        return one.requires().stream().noneMatch(missingCapabilities::contains);
    }

    /** Runs one case and compares its result with the expectations. */
    CaseReport run(Case one) throws Exception {
        return new CaseRunner(client, "docker", JOB_TIMEOUT).run(one);
    }

    private static void check(Case one, CaseReport report) {
        assertEquals(List.of(), report.mismatches(), () -> one.description() + "\n" + report.completedJob());
    }
}
