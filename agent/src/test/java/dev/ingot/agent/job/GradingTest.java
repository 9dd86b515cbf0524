package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that goes its way to the end. */
@Timeout(30)
class GradingTest {
    @TempDir
    private Path dir;

    @Test
    void answersWithTheGradersResult() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.succeeding()))) {
            JobResult result = desk.grade(NewJobs.standard());
            assertEquals("success", result.status());
            assertEquals("well done", result.text());
            assertEquals(100.0, result.grade());
            assertEquals("after", result.state());
        }
    }

    @Test
    void theStartOrderCarriesTheSubmission() throws Exception {
        Map<String, Object> start = startOrder(NewJobs.standard());
        assertEquals(Map.of("type", "start", "input", NewJobs.standard().input(), "debug", false, "run_as_root", false,
            "shared_kernel", true, "envtypes", Map.of("docker", true, "docker-ssh", true)), start);
    }

    @Test
    void theStartOrderCarriesDebuggingAndTheRunCommand() throws Exception {
        NewJob job = NewJobs.withDebug(NewJobs.withParameters(NewJobs.standard(), Map.of("run_cmd", "python3 x.py")), true);
        assertEquals("python3 x.py", startOrder(job).get("run_cmd"));
        assertEquals(true, startOrder(job).get("debug"));
    }

    private Map<String, Object> startOrder(NewJob job) throws Exception {
        CompletableFuture<Map<String, Object>> start = new CompletableFuture<>();
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            start.complete(grader.receive());
            return 0;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.grade(job);
        }
        return start.get();
    }

    @Test
    void theContainerIsWhatTheReferenceSays() {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());
        ContainerSpec spec;
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 50)));
            spec = runtime.created().getFirst().spec();
            assertTrue(spec.mounts().stream().allMatch(mount -> mount.source().startsWith(desk.jobsFolder())));
        }
        assertEquals("sha256:default", spec.imageId());
        assertEquals(List.of(), spec.command());
        assertEquals(Map.of("DEBUGGER", "False"), spec.environment());
        assertEquals(new Limits(50 << 20, JobManagerFixture.SETTINGS.processes(), JobManagerFixture.SETTINGS.files()),
            spec.limits());
        assertEquals(new Network.None(), spec.network());
        assertTrue(spec.attached());
        assertEquals(Map.of(Labels.AGENT, "agent-1", Labels.JOB, "job-1", Labels.ROLE, "grader"), spec.labels());
        assertEquals(Map.of("/task", false, "/sockets", false, "/course/common", true, "/course/common/student", true),
            spec.mounts().stream().collect(Collectors.toMap(Mount::target, Mount::readOnly)));
    }

    @Test
    void usesANewerImageForTheNextJob() {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.grade(NewJobs.withId("before"));
            runtime.with(Images.image("sha256:newer", "default", Instant.now(), Map.of()), GraderPrograms.succeeding(), _ -> 0);
            desk.grade(NewJobs.withId("after"));
        }
        assertEquals(List.of("sha256:default", "sha256:newer"),
            runtime.created().stream().map(container -> container.spec().imageId()).toList());
    }

    @Test
    void theGraderFindsTheTaskAndTheCommonFolder() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.sendResult(Map.of("text", Files.readString(grader.mountSource("/task").resolve("run"))
                + Files.readString(grader.mountSource("/course/common").resolve("lib"))));
            return 0;
        }))) {
            put(desk.courseFolder().resolve("$common"), "lib", " with this");
            assertEquals("grade it with this", desk.grade(NewJobs.standard()).text());
        }
    }

    private static void put(Path folder, String name, String text) {
        try {
            Files.writeString(Files.createDirectories(folder).resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void givesAJobWithoutTaskAnEmptyTaskFolder() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.sendResult(Map.of("result", "success", "text",
                Files.isDirectory(grader.mountSource("/task").resolve("student")) ? "empty task" : "no task"));
            return 0;
        }))) {
            assertEquals("empty task", desk.grade(NewJobs.withoutTask(NewJobs.standard())).text());
        }
    }

    @Test
    void recordsEveryPhaseInTheTimeline() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            grader.setUsage(new Usage(5, 6, false));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }))) {
            desk.submit(NewJobs.standard());
            Timeline timeline = desk.awaitTimeline("job-1");
            assertEquals(EnumSet.allOf(Phase.class), timeline.phases().keySet());
            assertEquals("success", timeline.verdict());
            assertEquals("scripted", timeline.runtime());
            assertEquals(List.of("c1", "t1", "docker", "default"), List.of(timeline.courseId(), timeline.taskId(),
                timeline.environmentType(), timeline.environment()));
            assertEquals(5, timeline.cpuNanos());
            assertEquals(6, timeline.memoryPeakBytes());
        }
    }

    @Test
    void answersBeforeALingeringGraderExits() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }))) {
            assertEquals("success", desk.grade(NewJobs.standard()).status());
            assertTrue(desk.awaitTimeline("job-1").phases().get(Phase.EXIT) >= 400_000_000, "it had no grace");
        }
    }

    @Test
    void answersWithTheFirstResult() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.sendResult(Map.of("result", "failed"));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }))) {
            assertEquals("failed", desk.grade(NewJobs.standard()).status());
        }
    }

    @Test
    void twoJobsRunAtOnceEachInItsOwnDirectory() {
        CyclicBarrier both = new CyclicBarrier(2);
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> gradeTogether(grader, both)))) {
            desk.submit(NewJobs.withId("job-1"));
            desk.submit(NewJobs.withId("job-2"));
            String first = desk.outbox().awaitResult("job-1").text();
            String second = desk.outbox().awaitResult("job-2").text();
            assertFalse(first.equals(second), "both ran in " + first);
        }
    }

    private static int gradeTogether(ScriptedProgramContext grader, CyclicBarrier both) throws IOException, InterruptedException {
        grader.receive("start");
        try {
            both.await();
        } catch (BrokenBarrierException e) {
            throw new IOException(e);
        }
        grader.sendResult(new HashMap<>(Map.of("text", grader.mountSource("/task").toString())));
        return 0;
    }

    @Test
    void acceptsAReusedIdOnceItsJobIsAnswered() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }))) {
            desk.grade(NewJobs.standard());
            RecordingOutbox second = new RecordingOutbox();
            desk.submit(NewJobs.standard(), second);
            assertEquals("success", second.awaitResult("job-1").status());
        }
    }

    @Test
    void aJobSentTwiceIsRunOnce() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(ScriptedProgramContext::waitForKill))) {
            desk.submit(NewJobs.standard());
            desk.jobManager().submitJob(NewJobs.standard(), desk.outbox());
            desk.kill("job-1");
            assertEquals("killed", desk.awaitTimeline("job-1").verdict());
            assertEquals(Set.of("killed"),
                desk.outbox().results("job-1").stream().map(JobResult::status).collect(Collectors.toSet()));
            assertEquals(2, desk.outbox().messages("job-1").size());
        }
    }
}
