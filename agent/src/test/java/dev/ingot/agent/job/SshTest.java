package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.AgentMessage.JobSshDebug;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debug sessions in graders and in students. */
@Timeout(30)
class SshTest {
    private static final String FORBIDDEN =
        "ssh for student requires to allow ssh and internet access in the task environment configuration tab!";
    private static final NewJob DEBUGGED = NewJobs.withDebug(NewJobs.standard(), "ssh");
    private static final NewJob WITH_NETWORK =
        NewJobs.inEnvironment(NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", true)), "docker-ssh",
        "default");
    private static final Map<String, Object> SSH = Map.of("ssh", true);

    @TempDir
    private Path dir;

    private static void offer(ScriptedProgramContext grader, String password) throws IOException {
        grader.send(Map.of("type", "ssh_debug", "ssh_user", "worker", "ssh_key", password));
    }

    private static void offer(ScriptedProgramContext grader, String password, Object containerId) throws IOException {
        grader.send(Map.of("type", "ssh_student", "ssh_user", "root", "ssh_key", password, "container_id", containerId));
    }

    @Test
    void announcesADebugSessionWithHostAndPort() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            assertEquals("ssh", grader.receive("start").get("debug"));
            offer(grader, "pw");
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.grade(DEBUGGED);
            assertEquals(List.of(new JobSshDebug("job-1", "debug.host", JobManagerFixture.FIRST_PORT, "worker", "pw")),
                desk.outbox().debugSessions("job-1"));
            assertEquals(new Network.Bridge(Map.of(22, JobManagerFixture.FIRST_PORT)),
                runtime.created().getFirst().spec().network());
        }
    }

    @Test
    void announcesTheFirstSessionOnly() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            offer(grader, "first");
            offer(grader, "second");
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }))) {
            assertEquals("success", desk.grade(DEBUGGED).status());
            assertEquals(List.of("first"), desk.outbox().debugSessions("job-1").stream().map(JobSshDebug::password).toList());
        }
    }

    @Test
    void ignoresASessionThatWasNotRequested() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            offer(grader, "pw");
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }))) {
            assertEquals("success", desk.grade(NewJobs.standard()).status());
            assertEquals(List.of(), desk.outbox().debugSessions("job-1"));
        }
    }

    @Test
    void announcesAStudentSessionWithItsPort() {
        CountDownLatch told = new CountDownLatch(1);
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.open(grader, "pabc");
            grader.requestStudent("pabc", SSH);
            offer(grader, "pw", grader.receive("run_student_started").get("container_id"));
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }, student -> {
            told.await();
            return 5;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(WITH_NETWORK);
            List<JobSshDebug> announced = List.of(new JobSshDebug("job-1", "debug.host", JobManagerFixture.FIRST_PORT, "root",
                "pw"));
            Eventually.awaitTrue(() -> desk.outbox().debugSessions("job-1").equals(announced), () -> "no session is announced");
            told.countDown();
            assertEquals("5", desk.outbox().awaitResult("job-1").text());
            assertEquals(announced, desk.outbox().debugSessions("job-1"));
            assertEquals(new Network.Bridge(Map.of(22, JobManagerFixture.FIRST_PORT)),
                runtime.created().getLast().spec().network());
        }
    }

    @Test
    void aStudentsSessionNeedsTheNetworkAndATypeThatAllowsIt() {
        ScriptedProgram grader = inside -> {
            inside.receive("start");
            GraderSockets.open(inside, "pabc");
            inside.requestStudent("pabc", SSH);
            return inside.waitForKill();
        };
        for (NewJob job : List.of(NewJobs.standard(), NewJobs.inEnvironment(NewJobs.standard(), "docker-ssh", "default"),
            NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", true)))) {
            ScriptedRuntime runtime = GraderPrograms.runtime(grader);
            try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
                assertCrash(FORBIDDEN, desk.grade(job));
            }
            assertEquals(1, runtime.created().size());
        }
    }

    private static void assertCrash(String text, JobResult result) {
        assertEquals("crash", result.status());
        assertEquals(text, result.text());
        assertEquals("before", result.state());
    }

    @Test
    void crashesForASessionInAForeignContainer() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            offer(grader, "pw", "scripted-99");
            return grader.waitForKill();
        }))) {
            assertCrash("Trying to connect with ssh to a non-children student container !", desk.grade(WITH_NETWORK));
            assertEquals(List.of(), desk.outbox().debugSessions("job-1"));
        }
    }

    @Test
    void withoutAFreePortTheStudentIsRefused() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(SshTest::asking)); PortPool.PortLease _ =
            desk.lease(JobManagerFixture.PORT_COUNT)) {
            assertEquals("254", desk.grade(WITH_NETWORK).text());
        }
    }

    @Test
    void withoutADebugHostTheStudentIsRefused() {
        JobSettings settings = new JobSettings(2, 1000, 64, 64, 3, false, null);
        ScriptedRuntime runtime = GraderPrograms.runtime(SshTest::asking);
        try (JobManagerFixture desk = new JobManagerFixture(dir, settings, new EnvironmentType("docker-ssh", runtime, false,
            false, true))) {
            assertEquals("254", desk.grade(WITH_NETWORK).text());
        }
    }

    private static int asking(ScriptedProgramContext grader) throws IOException {
        grader.receive("start");
        GraderSockets.open(grader, "pabc");
        grader.requestStudent("pabc", SSH);
        return GraderSockets.sendAnswer(grader, grader.receive().get("retval"));
    }
}
