package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.resource.PortPool;
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
class UnmadeContainerTest {
    private static final String NO_PORTS = "No ports are available right now. Please retry later.";
    private static final int LONGEST_PATH = 4095;
    private static final NewJob WITH_SSH = Orders.debugging(Orders.plain(), "ssh");

    @TempDir
    private Path dir;
    private final ScriptedRuntime runtime = Graders.runtime(Graders.content());

    private static void assertRefused(String text, JobResult result) {
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
    void aJobThatIsRefusedIsAnnouncedAndAnswered() {
        try (Desk desk = new Desk(dir, runtime)) {
            assertRefused("This environment is not available in this agent. Please contact your course administrator.",
                desk.grade(Orders.on(Orders.plain(), "docker", "fortran")));
            assertNull(desk.timeline("job-1").runtime());
            assertEquals(List.of(), runtime.created());
        }
    }

    @Test
    void aContainerThatCannotBeMadeIsToldOf() {
        try (Desk desk = new Desk(dir, runtime.onCreate(failing(Kind.UNAVAILABLE)))) {
            assertRefused("Cannot create container.", desk.grade(Orders.plain()));
            assertEquals(Phase.CREATE, lastPhase(desk));
        }
    }

    @Test
    void aContainerThatCannotBeStartedIsToldOfAndRemoved() {
        try (Desk desk = new Desk(dir, runtime.onStart(failing(Kind.CONFLICT)))) {
            assertRefused("Cannot start container", desk.grade(Orders.plain()));
            assertEquals(Phase.START, lastPhase(desk));
        }
    }

    private static Phase lastPhase(Desk desk) {
        return desk.timeline("job-1").phases().keySet().stream().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void whatNobodyThoughtOfIsAnUnknownError() {
        try (Desk desk = new Desk(dir, runtime.onCreate(() -> {
            throw new IllegalStateException("planned");
        }))) {
            assertRefused("An unknown error occurred in the agent. Please contact your course administrator.",
                desk.grade(Orders.plain()));
        }
    }

    /** Its thread finds none either while it puts the answer. */
    @Test
    void aJobThatFindsNoMemoryIsAnsweredOnce() {
        try (Desk desk = new Desk(dir, runtime.onCreate(() -> {
            throw new OutOfMemoryError("for a test");
        }))) {
            desk.backend().fail(3);
            assertEquals("overflow", desk.grade(Orders.plain()).status());
            assertEquals("overflow", desk.grade(Orders.job("job-2")).status());
        }
    }

    @Test
    void aTaskThatCannotBeCopiedIsAnUnknownError() throws IOException {
        try (Desk desk = new Desk(dir, runtime)) {
            // The longest path there can be: its copy's would be longer, since a job's directory has the longer name.
            Path deep = desk.course().resolve("t1");
            while (deep.toString().length() < LONGEST_PATH - 1) {
                int left = LONGEST_PATH - 1 - deep.toString().length();
                deep = Files.createDirectory(deep.resolve("d".repeat(left > 200 ? 100 : left)));
            }
            assertRefused("An unknown error occurred in the agent. Please contact your course administrator.",
                desk.grade(Orders.plain()));
            assertEquals(Phase.STAGE, lastPhase(desk));
        }
    }

    @Test
    void whereTheFolderOfJobsIsGoneNoDirectoryCanBeMade() throws IOException {
        try (Desk desk = new Desk(dir, runtime)) {
            Path aside = Files.move(desk.jobs(), dir.resolve("aside"));
            assertRefused("Cannot make container temp directory.", desk.grade(Orders.plain()));
            desk.timeline("job-1");
            Files.move(aside, desk.jobs());
        }
    }

    @Test
    void withoutAFreePortAJobThatNeedsOneIsRefused() {
        try (Desk desk = new Desk(dir, runtime); PortPool.Lease _ = desk.lease(Desk.PORTS)) {
            assertRefused(NO_PORTS, desk.grade(WITH_SSH));
            assertEquals("success", desk.grade(Orders.job("job-2")).status());
        }
    }

    @Test
    void aPortIsFreeAgainWhenItsJobIsGone() {
        try (Desk desk = new Desk(dir, runtime); PortPool.Lease _ = desk.lease(Desk.PORTS - 1)) {
            for (int i = 0; i < 3; i++) {
                String id = "job-" + i;
                assertEquals("success", desk.grade(Orders.debugging(Orders.job(id), "ssh")).status());
                desk.timeline(id);
            }
            Network.Bridge bridge = (Network.Bridge) runtime.created().getFirst().spec().network();
            assertEquals(Map.of(22, Desk.FIRST_PORT + Desk.PORTS - 1), bridge.ports());
        }
    }

    @Test
    void withoutADebugHostThereAreNoPorts() {
        JobSettings settings = new JobSettings(2, 1000, 64, 64, 3, false, null);
        try (Desk desk = new Desk(dir, settings, new EnvironmentType("docker", runtime, false, false, false))) {
            assertRefused(NO_PORTS, desk.grade(WITH_SSH));
        }
    }
}
