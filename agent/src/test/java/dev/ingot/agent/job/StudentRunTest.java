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
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Students that are run: how they are made and what their graders are told. */
@Timeout(30)
class StudentRunTest {
    @TempDir
    private Path dir;

    private String answer(ScriptedRuntime runtime) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            JobResult result = desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 20, "memory", 100)));
            assertEquals("success", result.status(), result::text);
            return result.text();
        }
    }

    /** What a grader is told of a student that does this. */
    private long retval(ScriptedProgram student, Map<String, Object> wishes) {
        return Long.parseLong(answer(GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", wishes));
        }, student)));
    }

    @Test
    void anExitCodeIsPassedOn() {
        assertEquals(0, retval(_ -> 0, Map.of()));
        assertEquals(42, retval(_ -> 42, Map.of()));
        assertEquals(251, retval(_ -> 251, Map.of()));
    }

    @Test
    void tooMuchMemoryIs252() {
        assertEquals(252, retval(student -> {
            student.setUsage(new Usage(0, 0, true));
            return student.waitForKill();
        }, Map.of()));
        assertEquals(252, retval(student -> {
            student.setUsage(new Usage(0, 0, true));
            return 1;
        }, Map.of()));
    }

    @Test
    void tooMuchTimeIs253() {
        assertEquals(253, retval(ScriptedProgramContext::waitForKill, Map.of("hard_time_limit", 1)));
        assertEquals(253, retval(student -> {
            for (long cpu = 0; cpu < Long.MAX_VALUE / 2; cpu += 200_000_000) {
                student.setUsage(new Usage(cpu, 0, false));
                Thread.sleep(5);
            }
            return 0;
        }, Map.of("time_limit", 1)));
    }

    @Test
    void theContainerIsWhatTheReferenceSays() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", Map.of("memory_limit", 30)));
        });
        answer(runtime);
        ContainerSpec grader = runtime.created().getFirst().spec();
        ContainerSpec student = runtime.created().getLast().spec();
        assertEquals(List.of("_run_student_intern", "runc", "docker"), student.command());
        assertEquals("sha256:default", student.imageId());
        assertEquals(Map.of(), student.environment());
        assertEquals(new Network.None(), student.network());
        assertEquals(new Limits(30 << 20, JobManagerFixture.SETTINGS.processes(), JobManagerFixture.SETTINGS.files()),
            student.limits());
        assertFalse(student.attached());
        assertEquals(Map.of(Labels.AGENT, "agent-1", Labels.JOB, "job-1", Labels.ROLE, "student"), student.labels());
        assertEquals(Map.of("/task/student", false, "/task/student/scripts", false, "/__parent.sock", false,
            "/task/systemfiles", true, "/course/common/student", true),
            student.mounts().stream().collect(Collectors.toMap(Mount::target, Mount::readOnly)));
        Path task = grader.mounts().getFirst().source();
        assertEquals(task.resolve("student"), student.mounts().getFirst().source());
    }

    @Test
    void keepsTheGradersImageWhenANewerOneAppears() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch renewed = new CountDownLatch(1);
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            started.countDown();
            renewed.await();
            GraderSockets.awaitRetval(grader, "pabc", Map.of());
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pdef", Map.of("environment", "default")));
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(NewJobs.withId("before"));
            started.await();
            runtime.with(Images.image("sha256:newer", "default", Instant.now(), Map.of()), GraderPrograms.succeeding(), _ -> 0);
            desk.grade(NewJobs.withId("after"));
            renewed.countDown();
        }
        assertEquals(List.of("sha256:default", "sha256:newer", "sha256:default", "sha256:default"),
            runtime.created().stream().map(container -> container.spec().imageId()).toList());
    }

    @Test
    void announcesTheStudentWithItsContainerId() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.open(grader, "pabc");
            grader.requestStudent("pabc", Map.of());
            Map<String, Object> started = grader.receive("run_student_started");
            assertEquals("pabc", started.get("socket_id"));
            Map<String, Object> ended = grader.receive("run_student_retval");
            assertEquals("pabc", ended.get("socket_id"));
            return GraderSockets.sendAnswer(grader, started.get("container_id"));
        });
        String told = answer(runtime);
        assertEquals(runtime.created().getLast().id(), told);
    }

    @Test
    void itSeesTheStudentFolderAndNothingElseOfTheTask() {
        assertEquals(0, retval(student -> {
            boolean open = Files.isDirectory(student.mountSource("/task/student/scripts"))
                && Files.isDirectory(student.mountSource("/task/systemfiles"))
                && Files.getPosixFilePermissions(student.mountSource("/task/student/scripts")).size() == 9
                && Files.readAttributes(student.mountSource("/__parent.sock"),
                    BasicFileAttributes.class).isOther();
            return open ? 0 : 1;
        }, Map.of()));
    }

    @Test
    void anotherEnvironmentOfTheTypeMayBeNamed() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", Map.of("environment", "python3")));
        }).with(Images.image("python3"), _ -> 9, _ -> 8);
        assertEquals("8", answer(runtime));
        assertEquals("sha256:python3", runtime.created().getLast().spec().imageId());
    }

    @Test
    void theNetworkOfTheGraderMayBeShared() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", Map.of("share_network", true)));
        });
        answer(runtime);
        List<ScriptedContainer> made = runtime.created();
        assertEquals(new Network.Joined(made.getFirst().id()), made.getLast().spec().network());
    }

    @Test
    void reportsConcurrentStudentsSeparately() {
        CountDownLatch all = new CountDownLatch(JobManagerFixture.MAX_STUDENTS);
        String told = answer(GraderPrograms.runtime(grader -> {
            grader.receive("start");
            for (int i = 0; i < JobManagerFixture.MAX_STUDENTS; i++) {
                GraderSockets.open(grader, "p" + i);
                grader.requestStudent("p" + i, Map.of());
            }
            List<String> ended = new ArrayList<>();
            while (ended.size() < JobManagerFixture.MAX_STUDENTS) {
                // One may have ended before another is announced.
                Map<String, Object> order = grader.receive();
                if (order.get("type").equals("run_student_retval")) {
                    ended.add((String) order.get("socket_id"));
                }
            }
            return GraderSockets.sendAnswer(grader, ended.stream().sorted().toList());
        }, _ -> {
            all.countDown();
            all.await();
            return 0;
        }));
        assertEquals("[p0, p1, p2]", told);
    }

    @Test
    void recordsStudentsInTheTimeline() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", Map.of()));
        }, student -> {
            student.setUsage(new Usage(7, 8, false));
            return 3;
        }))) {
            desk.submit(NewJobs.standard());
            Timeline.Student student = desk.awaitTimeline("job-1").students().getFirst();
            assertEquals("default", student.environment());
            assertEquals(3, student.retval());
            assertEquals(7, student.cpuNanos());
            assertEquals(8, student.memoryPeakBytes());
            assertTrue(student.runNanos() > 0);
        }
    }
}
