package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that get no container, or one that does not start. */
@Timeout(30)
class JobWithoutContainerTest {
    private static final String NO_PORTS = "No ports are available right now. Please retry later.";
    private static final int LONGEST_PATH = 4095;
    private static final NewJob WITH_SSH = NewJobs.withDebug(NewJobs.standard(), "ssh");

    @TempDir
    private Path dir;
    private final ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());

    private static void assertRejected(String text, JobResult result) {
        assertEquals("crash", result.status());
        assertEquals(text, result.text());
        assertEquals("before", result.state());
        assertEquals(0.0, result.grade());
        assertNull(result.stdout());
        assertNull(result.archive());
    }

    private static Runnable failing(Kind kind) {
        return () -> {
            throw new RuntimeFault(kind, "planned", null);
        };
    }

    @Test
    void announcesAndAnswersARejectedJob() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertRejected("This environment is not available in this agent. Please contact your course administrator.",
                desk.grade(NewJobs.inEnvironment(NewJobs.standard(), "docker", "fortran")));
            assertNull(desk.awaitTimeline("job-1").runtime());
            assertEquals(List.of(), runtime.created());
        }
    }

    @Test
    void answersWhenTheContainerCannotBeCreated() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime.onCreate(failing(Kind.UNAVAILABLE)))) {
            assertRejected("Cannot create container.", desk.grade(NewJobs.standard()));
            assertEquals(Phase.CREATE, lastPhase(desk));
        }
    }

    @Test
    void answersAndRemovesAContainerThatCannotBeStarted() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime.onStart(failing(Kind.CONFLICT)))) {
            assertRejected("Cannot start container", desk.grade(NewJobs.standard()));
            assertEquals(Phase.START, lastPhase(desk));
        }
    }

    private static Phase lastPhase(JobManagerFixture desk) {
        return desk.awaitTimeline("job-1").phases().keySet().stream().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void answersUnknownErrorForAnUnexpectedException() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime.onCreate(() -> {
            throw new IllegalStateException("planned");
        }))) {
            assertRejected("An unknown error occurred in the agent. Please contact your course administrator.",
                desk.grade(NewJobs.standard()));
        }
    }

    /** Its thread finds none either while it puts the answer. */
    @Test
    void aJobThatFindsNoMemoryIsAnsweredOnce() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime.onCreate(() -> {
            throw new OutOfMemoryError("for a test");
        }))) {
            desk.outbox().fail(3);
            assertEquals("overflow", desk.grade(NewJobs.standard()).status());
            assertEquals("overflow", desk.grade(NewJobs.withId("job-2")).status());
        }
    }

    @Test
    void answersUnknownErrorWhenTheTaskCannotBeCopied() throws IOException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            // The longest path there can be: its copy's would be longer, since a job's directory has the longer name.
            Path deep = desk.courseFolder().resolve("t1");
            while (deep.toString().length() < LONGEST_PATH - 1) {
                int left = LONGEST_PATH - 1 - deep.toString().length();
                deep = Files.createDirectory(deep.resolve("d".repeat(left > 200 ? 100 : left)));
            }
            assertRejected("An unknown error occurred in the agent. Please contact your course administrator.",
                desk.grade(NewJobs.standard()));
            assertEquals(Phase.STAGE, lastPhase(desk));
        }
    }

    @Test
    void answersWhenTheJobsFolderIsGone() throws IOException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            Path aside = Files.move(desk.jobsFolder(), dir.resolve("aside"));
            assertRejected("Cannot make container temp directory.", desk.grade(NewJobs.standard()));
            desk.awaitTimeline("job-1");
            Files.move(aside, desk.jobsFolder());
        }
    }

    @Test
    void withoutAFreePortAJobThatNeedsOneIsRefused() {
        try (JobManagerFixture desk = new JobManagerFixture(dir,
            runtime); PortPool.PortLease _ = desk.lease(JobManagerFixture.PORT_COUNT)) {
            assertRejected(NO_PORTS, desk.grade(WITH_SSH));
            assertEquals("success", desk.grade(NewJobs.withId("job-2")).status());
        }
    }

    @Test
    void aPortIsFreeAgainWhenItsJobIsGone() {
        try (JobManagerFixture desk = new JobManagerFixture(dir,
            runtime); PortPool.PortLease _ = desk.lease(JobManagerFixture.PORT_COUNT - 1)) {
            for (int i = 0; i < 3; i++) {
                String id = "job-" + i;
                assertEquals("success", desk.grade(NewJobs.withDebug(NewJobs.withId(id), "ssh")).status());
                desk.awaitTimeline(id);
            }
            Network.Bridge bridge = (Network.Bridge) runtime.created().getFirst().spec().network();
            assertEquals(Map.of(22, JobManagerFixture.FIRST_PORT + JobManagerFixture.PORT_COUNT - 1), bridge.ports());
        }
    }

    @Test
    void withoutADebugHostThereAreNoPorts() {
        JobSettings settings = new JobSettings(2, 1000, 64, 64, 3, false, null);
        try (JobManagerFixture desk = new JobManagerFixture(dir, settings, new EnvironmentType("docker", runtime, false, false,
            false))) {
            assertRejected(NO_PORTS, desk.grade(WITH_SSH));
        }
    }
}
