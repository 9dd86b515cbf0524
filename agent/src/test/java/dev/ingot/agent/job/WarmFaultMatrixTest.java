package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.FaultyRuntime;
import dev.ingot.agent.runtime.FaultyRuntime.Delay;
import dev.ingot.agent.runtime.FaultyRuntime.Die;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Fault;
import dev.ingot.agent.runtime.FaultyRuntime.LoseAnswer;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.sandbox.IdleBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault at every call of every operation while slots are parked, changed, taken, used and replaced by three jobs, one of
 * which asks for other limits: each job is answered once, and nothing is left. Each case has a desk of its own, which checks
 * that; all cases run at once.
 */
@Timeout(120)
class WarmFaultMatrixTest {
    private static final List<Fault> FAULTS = List.of(new Fail(Kind.INTERNAL), new LoseAnswer(Kind.UNAVAILABLE),
        new Delay(Duration.ofMillis(150)), new Die());
    private static final int CALLS = 6;
    private static final int AT_ONCE = 24;
    private static final IdleBounds TWO = new IdleBounds(2, 2);

    @TempDir
    private Path dir;

    private record Case(Operation operation, int call, Fault fault) {

        /** Nobody can remove a container that nobody knows of, or that the engine does not remove: the reaper does. */
        boolean leavesContainer() {
            return operation == Operation.CREATE && fault instanceof LoseAnswer
                || operation == Operation.CLOSE && fault instanceof Fail;
        }
    }

    @Test
    void everyJobIsAnsweredOnceAndNothingIsLeft() throws Exception {
        runAll(() -> GraderPrograms.runtime(GraderPrograms.succeeding()));
    }

    @Test
    void everyJobWithWarmStudentsIsAnsweredOnceAndNothingIsLeft() throws Exception {
        runAll(() -> GraderPrograms.runtime(SocketPrograms.grader(1, Map.of()), SocketPrograms.student()));
    }

    private void runAll(Supplier<ScriptedRuntime> runtimes) throws InterruptedException {
        List<Executable> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Operation operation : Operation.values()) {
                for (Fault fault : FAULTS) {
                    for (int call = 1; call <= CALLS; call++) {
                        Case planned = new Case(operation, call, fault);
                        Future<?> run = threads.submit((Callable<Void>) () -> run(planned, runtimes.get()));
                        outcomes.add(() -> outcome(planned, run));
                    }
                }
            }
        }
        assertAll(outcomes);
        LiveThreads.awaitNone(dir);
    }

    private static void outcome(Case planned, Future<?> run) throws InterruptedException {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw new AssertionError(planned + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    private Void run(Case planned, ScriptedRuntime real) throws Exception {
        FaultyRuntime faulty = new FaultyRuntime(real).at(planned.operation(), planned.call(), planned.fault());
        JobManagerFixture desk = new JobManagerFixture(Files.createTempDirectory(dir, "case"), faulty, TWO);
        Eventually.awaitTrue(() -> !real.created().isEmpty() || faulty.calls(Operation.CREATE) > 0, () -> "no slot is tried");
        for (int i = 0; i < 3; i++) {
            desk.submit(NewJobs.withLimits(NewJobs.withId("job-" + i), Map.of("time", 1, "hard_time", 1, "memory", i == 1 ? 300
                : 200)));
            String status = desk.outbox().awaitResult("job-" + i).status();
            assertTrue(Set.of("success", "crash", "timeout").contains(status), status);
            desk.awaitTimeline("job-" + i);
        }
        desk.sandboxes().close();
        if (planned.leavesContainer()) {
            real.findOrphans("agent-1").forEach(Container::close);
        }
        desk.stopAndCheck();
        return null;
    }
}
