package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.resource.PortPool;
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
    private static final NewJob DEBUGGED = Orders.debugging(Orders.plain(), "ssh");
    private static final NewJob WITH_NETWORK =
        Orders.on(Orders.with(Orders.plain(), Map.of("network_grading", true)), "docker-ssh", "default");
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
    void aDebugSessionIsToldWithTheHostAndThePortThatLeadsThere() {
        ScriptedRuntime runtime = Graders.runtime(grader -> {
            assertEquals("ssh", grader.receive("start").get("debug"));
            offer(grader, "pw");
            grader.sendResult(Graders.GOOD);
            return 0;
        });
        try (Desk desk = new Desk(dir, runtime)) {
            desk.grade(DEBUGGED);
            assertEquals(List.of(new JobSshDebug("job-1", "debug.host", Desk.FIRST_PORT, "worker", "pw")),
                desk.backend().sessions("job-1"));
            assertEquals(new Network.Bridge(Map.of(22, Desk.FIRST_PORT)), runtime.created().getFirst().spec().network());
        }
    }

    @Test
    void aSecondSessionIsNotToldOf() {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            offer(grader, "first");
            offer(grader, "second");
            grader.sendResult(Graders.GOOD);
            return 0;
        }))) {
            assertEquals("success", desk.grade(DEBUGGED).status());
            assertEquals(List.of("first"), desk.backend().sessions("job-1").stream().map(JobSshDebug::password).toList());
        }
    }

    @Test
    void aSessionNobodyAskedForIsNotToldOf() {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            offer(grader, "pw");
            grader.sendResult(Graders.GOOD);
            return 0;
        }))) {
            assertEquals("success", desk.grade(Orders.plain()).status());
            assertEquals(List.of(), desk.backend().sessions("job-1"));
        }
    }

    @Test
    void aStudentsSessionIsToldWithItsOwnPort() {
        CountDownLatch told = new CountDownLatch(1);
        ScriptedRuntime runtime = Graders.runtime(grader -> {
            grader.receive("start");
            Sockets.open(grader, "pabc");
            grader.requestStudent("pabc", SSH);
            offer(grader, "pw", grader.receive("run_student_started").get("container_id"));
            return Sockets.answer(grader, Sockets.retval(grader));
        }, student -> {
            told.await();
            return 5;
        });
        try (Desk desk = new Desk(dir, runtime)) {
            desk.submit(WITH_NETWORK);
            List<JobSshDebug> announced = List.of(new JobSshDebug("job-1", "debug.host", Desk.FIRST_PORT, "root", "pw"));
            Eventually.holds(() -> desk.backend().sessions("job-1").equals(announced), () -> "no session is announced");
            told.countDown();
            assertEquals("5", desk.backend().result("job-1").text());
            assertEquals(announced, desk.backend().sessions("job-1"));
            assertEquals(new Network.Bridge(Map.of(22, Desk.FIRST_PORT)), runtime.created().getLast().spec().network());
        }
    }

    @Test
    void aStudentsSessionNeedsTheNetworkAndATypeThatAllowsIt() {
        ScriptedProgram grader = inside -> {
            inside.receive("start");
            Sockets.open(inside, "pabc");
            inside.requestStudent("pabc", SSH);
            return inside.waitForKill();
        };
        for (NewJob job : List.of(Orders.plain(), Orders.on(Orders.plain(), "docker-ssh", "default"),
            Orders.with(Orders.plain(), Map.of("network_grading", true)))) {
            ScriptedRuntime runtime = Graders.runtime(grader);
            try (Desk desk = new Desk(dir, runtime)) {
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
    void aSessionInSomebodyElsesContainerEndsTheJob() {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            offer(grader, "pw", "scripted-99");
            return grader.waitForKill();
        }))) {
            assertCrash("Trying to connect with ssh to a non-children student container !", desk.grade(WITH_NETWORK));
            assertEquals(List.of(), desk.backend().sessions("job-1"));
        }
    }

    @Test
    void withoutAFreePortTheStudentIsRefused() {
        try (Desk desk = new Desk(dir, Graders.runtime(SshTest::asking)); PortPool.Lease _ = desk.lease(Desk.PORTS)) {
            assertEquals("254", desk.grade(WITH_NETWORK).text());
        }
    }

    @Test
    void withoutADebugHostTheStudentIsRefused() {
        JobSettings settings = new JobSettings(2, 1000, 64, 64, 3, false, null);
        ScriptedRuntime runtime = Graders.runtime(SshTest::asking);
        try (Desk desk = new Desk(dir, settings, new EnvironmentType("docker-ssh", runtime, false, false, true))) {
            assertEquals("254", desk.grade(WITH_NETWORK).text());
        }
    }

    private static int asking(ScriptedProgramContext grader) throws IOException {
        grader.receive("start");
        Sockets.open(grader, "pabc");
        grader.requestStudent("pabc", SSH);
        return Sockets.answer(grader, grader.receive().get("retval"));
    }
}
