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
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault at every call of every operation of a job with a student: the job is answered once, and no thread, directory,
 * port, place or container is left. Each case has a desk of its own, which checks that; all cases run at once.
 */
@Timeout(120)
class FaultMatrixTest {
    private static final List<Fault> FAULTS = List.of(new Fail(Kind.INTERNAL), new LoseAnswer(Kind.UNAVAILABLE),
        new Delay(Duration.ofMillis(150)), new Die());
    /** Two containers are made; what is done more often is hit at its beginning. */
    private static final int CALLS = 3;
    private static final int AT_ONCE = 24;

    @TempDir
    private Path dir;

    private record Case(Operation operation, int call, Fault fault) {
        static List<Case> all() {
            return Stream.of(Operation.values()).flatMap(operation -> FAULTS.stream().flatMap(fault ->
                Stream.iterate(1, call -> call <= CALLS, call -> call + 1).map(call -> new Case(operation, call, fault))))
                .toList();
        }

        /** Nobody can remove a container that nobody knows of, or that the engine does not remove: the next start does. */
        boolean leavesContainer() {
            return operation == Operation.CREATE && fault instanceof LoseAnswer
                || operation == Operation.CLOSE && fault instanceof Fail;
        }
    }

    @Test
    void answersOnceWhenTheStudentExits() throws Exception {
        runAll(_ -> 7, false, Set.of("success", "crash", "timeout"));
    }

    @Test
    void answersOnceWhenTheJobIsKilled() throws Exception {
        runAll(ScriptedProgramContext::waitForKill, true, Set.of("killed", "success", "crash", "timeout"));
    }

    @Test
    void answersOnceWhenALimitIsReached() throws Exception {
        runAll(ScriptedProgramContext::waitForKill, false, Set.of("success", "crash", "timeout"));
    }

    private void runAll(ScriptedProgram student, boolean killed, Set<String> statuses) throws InterruptedException {
        Map<Case, Future<?>> runs = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Case planned : Case.all()) {
                runs.put(planned, threads.submit(() -> run(planned, student, killed, statuses)));
            }
        }
        List<Executable> outcomes = new ArrayList<>();
        for (Map.Entry<Case, Future<?>> run : runs.entrySet()) {
            outcomes.add(() -> outcome(run.getKey(), run.getValue()));
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

    private void run(Case planned, ScriptedProgram student, boolean killed, Set<String> statuses) {
        ScriptedRuntime real = GraderPrograms.runtime(FaultMatrixTest::grade, student);
        JobManagerFixture desk = new JobManagerFixture(folder(), new FaultyRuntime(real).at(planned.operation(), planned.call(),
            planned.fault()));
        desk.submit(limited());
        if (killed) {
            Eventually.awaitTrue(() -> real.created().size() == 2 || !desk.outbox().results("job-1").isEmpty(),
                () -> "no student");
            desk.kill("job-1");
        }
        String status = desk.outbox().awaitResult("job-1").status();
        assertTrue(statuses.contains(status), status);
        desk.awaitTimeline("job-1");
        if (planned.leavesContainer()) {
            real.findOrphans("agent-1").forEach(Container::close);
        }
        desk.stopAndCheck();
    }

    private Path folder() {
        try {
            return Files.createTempDirectory(dir, "case");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the network, so that its student may lease a port. */
    private static NewJob limited() {
        NewJob job = NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", true, "limits",
            Map.of("time", 1, "hard_time", 1)));
        return NewJobs.inEnvironment(job, "docker-ssh", "default");
    }

    /** Runs a student as far as the agent lets it, and grades with what it is told. */
    private static int grade(ScriptedProgramContext grader) throws IOException {
        grader.receive("start");
        GraderSockets.open(grader, "pabc");
        grader.requestStudent("pabc", Map.of("ssh", true));
        Map<String, Object> told = grader.receive();
        if (told.get("type").equals("run_student_started")) {
            told = grader.receive("run_student_retval");
        }
        return GraderSockets.sendAnswer(grader, told.get("retval"));
    }
}
