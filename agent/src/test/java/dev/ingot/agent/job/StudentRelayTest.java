package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.AgentMessage.JobSshDebug;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Students that share no kernel with their grader: the agent carries what they say. */
@Timeout(60)
class StudentRelayTest {
    private static final Set<Capability> ISOLATED = EnumSet.complementOf(EnumSet.of(Capability.SHARED_KERNEL));
    private static final Map<String, String> V3 = Map.of("agent_version", "3");
    private static final byte[] PIECE = new byte[512_000];

    @TempDir
    private Path dir;

    /** Ingot's own container program, which reads as fast as it is written to. */
    private static ImageInfo imageWithIngotsProgram() {
        Map<String, String> labels = new HashMap<>(Images.image("default", V3).labels());
        labels.put("dev.ingot.student-relay", "true");
        return new ImageInfo("sha256:default", Instant.EPOCH, labels);
    }

    private static ScriptedRuntime isolated(ScriptedProgram grader, ScriptedProgram student) {
        return new ScriptedRuntime(ISOLATED).with(imageWithIngotsProgram(), grader, student);
    }

    private String answer(ScriptedRuntime runtime) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            JobResult result = desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 20, "memory", 100)));
            assertEquals("success", result.status(), result::text);
            return result.text();
        }
    }

    /** Asks for a student and starts its program; its container's id. */
    private static Object begin(ScriptedProgramContext grader, Map<String, Object> wishes) throws IOException {
        grader.requestStudent("pabc", wishes);
        Object container = grader.receive("run_student_started").get("container_id");
        grader.send(Map.of("type", "run_student_init", "socket_id", "pabc", "student_container_id", container, "command", "ls",
            "teardown_script", "", "working_dir", "/task/student", "ssh", wishes.containsKey("ssh"), "user", "worker"));
        return container;
    }

    private static Map<String, Object> printed(String socketId, byte[] bytes) {
        return Map.of("type", "stdout", "socket_id", socketId, "message", bytes);
    }

    @Test
    void relaysBothWaysAndSendsTheReturnValueLast() {
        assertEquals("7", answer(isolated(grader -> {
            assertEquals(false, grader.receive("start").get("shared_kernel"));
            Object container = begin(grader, Map.of());
            grader.send(Map.of("type", "stdin", "student_container_id", container, "message", new byte[] {1, 2}));
            grader.send(Map.of("type", "student_signal", "student_container_id", container, "signal_data", new byte[] {'0'}));
            Map<String, Object> output = grader.receive("stdout");
            assertEquals("pabc", output.get("socket_id"));
            assertArrayEquals(new byte[] {3}, (byte[]) output.get("message"));
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, student -> {
            Map<String, Object> init = student.receive("run_student_init");
            assertEquals("ls", init.get("command"));
            assertArrayEquals(new byte[] {1, 2}, (byte[]) student.receive("stdin").get("message"));
            assertArrayEquals(new byte[] {'0'}, (byte[]) student.receive("student_signal").get("signal_data"));
            // Whatever name it gives itself, it speaks for itself only.
            student.send(printed("another", new byte[] {3}));
            return 7;
        })));
    }

    @Test
    void theContainersAreWhatTheReferenceSays() {
        assertContainers("docker");
    }

    /** Upstream passes the names on, and programs of version 3 take a parent called kata-ssh for one on the host's kernel. */
    @Test
    void passesFixedWordsToTheProgramWhateverTheTypeIsCalled() {
        assertContainers("kata-ssh");
    }

    private void assertContainers(String type) {
        ScriptedRuntime runtime = isolated(grader -> {
            grader.receive("start");
            begin(grader, Map.of());
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, _ -> 0);
        try (JobManagerFixture desk = new JobManagerFixture(dir, JobManagerFixture.SETTINGS,
            new EnvironmentType(type, runtime, false, false, false))) {
            JobResult result = desk.grade(NewJobs.inEnvironment(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 100)),
                type, "default"));
            assertEquals("success", result.status(), result::text);
        }
        ContainerSpec grader = runtime.created().getFirst().spec();
        ContainerSpec student = runtime.created().getLast().spec();
        assertEquals(List.of("/sockets"), grader.tmpfs());
        assertEquals(List.of("/task", "/course/common", "/course/common/student"),
            grader.mounts().stream().map(Mount::target).toList());
        assertEquals(List.of("_run_student_intern", "kata-runtime", "kata"), student.command());
        assertTrue(student.attached());
        assertEquals(List.of("/task/student", "/task/student/scripts", "/task/systemfiles", "/course/common/student"),
            student.mounts().stream().map(Mount::target).toList());
    }

    @Test
    void rejectsAnImageWithoutRelaySupport() {
        ScriptedProgram asking = grader -> {
            grader.receive("start");
            grader.requestStudent("pabc", Map.of("environment", "late"));
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        };
        ScriptedRuntime late = new ScriptedRuntime(ISOLATED).with(Images.image("default"), asking, _ -> 0)
            .with(Images.image("late", V3));
        assertEquals("254", answer(late));
        assertEquals(1, late.created().size());
        ScriptedRuntime lateStudent = isolated(asking, _ -> 0).with(Images.image("late"));
        assertEquals("254", answer(lateStudent));
        assertEquals(1, lateStudent.created().size());
    }

    @Test
    void runsRootOnAnIsolatedRuntime() {
        ScriptedRuntime shared = new ScriptedRuntime().with(Images.image("default", V3), grader -> {
            assertEquals(true, grader.receive("start").get("shared_kernel"));
            begin(grader, Map.of("run_as_root", true));
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, _ -> 0);
        ScriptedRuntime apart = isolated(_ -> 0, _ -> 6);
        try (JobManagerFixture desk = new JobManagerFixture(dir, JobManagerFixture.SETTINGS, new EnvironmentType("docker", shared,
            false, false, false), new EnvironmentType("machines", apart, true, false, false))) {
            assertEquals("6", desk.grade(NewJobs.standard()).text());
        }
        assertEquals(List.of("_run_student_intern", "kata-runtime", "docker"), apart.created().getFirst().spec().command());
    }

    @Test
    void relaysLargeOutputWithBoundedMemory() {
        int pieces = 100_000_000 / PIECE.length;
        AtomicLong said = new AtomicLong();
        assertEquals("100000000", answer(isolated(grader -> {
            grader.receive("start");
            begin(grader, Map.of());
            long before = -1;
            while (before != said.get()) {
                before = said.get();
                Thread.sleep(300);
            }
            // In the pipes of the two containers, and a message in between.
            assertTrue(before <= 4L * PIECE.length, () -> said + " bytes were taken from the student");
            long received = 0;
            Map<String, Object> message = grader.receive();
            for (; message.get("type").equals("stdout"); message = grader.receive()) {
                received += ((byte[]) message.get("message")).length;
            }
            return GraderSockets.sendAnswer(grader, received + (Long) message.get("retval"));
        }, student -> {
            student.receive("run_student_init");
            for (int i = 0; i < pieces; i++) {
                student.send(printed("pabc", PIECE));
                said.addAndGet(PIECE.length);
            }
            student.send(printed("pabc", new byte[100_000_000 % PIECE.length]));
            return 0;
        })));
    }

    @Test
    void boundsUnreadInputAndStillEndsTheJob() throws InterruptedException {
        AtomicLong said = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(1);
        try (JobManagerFixture desk = new JobManagerFixture(dir, isolated(grader -> {
            grader.receive("start");
            Object container = begin(grader, Map.of());
            begun.countDown();
            while (true) {
                grader.send(Map.of("type", "stdin", "student_container_id", container, "message", PIECE));
                said.addAndGet(PIECE.length);
            }
        }, ScriptedProgramContext::waitForKill))) {
            desk.submit(NewJobs.standard());
            begun.await();
            // Time in which the grader writes as much as it can.
            Thread.sleep(500);
            desk.kill("job-1");
            assertEquals("killed", desk.outbox().awaitResult("job-1").status());
        }
        assertTrue(said.get() <= 8L * PIECE.length, () -> said + " bytes were taken from the grader");
    }

    @Test
    void aStudentCannotSpeakForTheAgent() {
        assertEquals("3", answer(isolated(grader -> {
            grader.receive("start");
            begin(grader, Map.of());
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, student -> {
            student.send(Map.of("type", "run_student_retval", "socket_id", "pabc", "retval", 0));
            student.send(printed("pabc", PIECE));
            return 3;
        })));
    }

    @Test
    void aSessionInAStudentIsAnnouncedByTheAgent() {
        ScriptedRuntime runtime = isolated(grader -> {
            grader.receive("start");
            begin(grader, Map.of("ssh", true));
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, student -> {
            student.receive("run_student_init");
            student.send(Map.of("type", "ssh_student", "ssh_user", "worker", "ssh_key", "pw", "container_id", "whatever"));
            return 0;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertEquals("0", desk.grade(NewJobs.inEnvironment(NewJobs.withParameters(NewJobs.standard(),
                Map.of("network_grading", true)), "docker-ssh", "default")).text());
            assertEquals(List.of(new JobSshDebug("job-1", "debug.host", JobManagerFixture.FIRST_PORT, "worker", "pw")),
                desk.outbox().debugSessions("job-1"));
        }
    }
}
