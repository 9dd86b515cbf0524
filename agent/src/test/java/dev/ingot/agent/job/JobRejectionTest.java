package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts students see, and which of them comes first when several would do. */
class JobRejectionTest {
    private static final String NO_ENVIRONMENT =
        "This environment is not available in this agent. Please contact your course administrator.";
    private static final String NO_TASK = "Task unavailable on agent. Please retry later, the agents should synchronize soon. "
        + "If the error persists, please contact your course administrator.";
    private static final String BAD_PARAMETERS = "The agent is unable to parse the parameters";
    private static final String NO_MEMORY =
        "Not enough memory on agent (available: 1000MB). Please contact your course administrator.";
    private static final String NO_CONTAINER = "Unknown container. Please contact your course administrator.";
    private static final String UNKNOWN =
        "An unknown error occurred in the agent. Please contact your course administrator.";
    private static final Map<String, Object> UNREADABLE = Map.of("time", "soon");
    private static final Map<String, Object> TOO_MUCH = Map.of("memory", 1001);

    @TempDir
    private Path tasks;
    private final ImageCatalog catalog = ImageCatalog.scan(List.of(new EnvironmentType("docker",
        new ScriptedRuntime().with(Images.image("default")), false, false, false)));
    private JobPlanner planner;

    @BeforeEach
    void courseWithATask() throws IOException {
        Files.createDirectories(tasks.resolve("c1/t1"));
        Files.createFile(tasks.resolve("c1/file"));
        planner = new JobPlanner(new TaskStore(tasks), new JobSettings(2, 1000, 64, 64, 8, false, "host"));
    }

    private void assertRejected(String text, NewJob job) {
        assertEquals(text, assertThrows(JobRejected.class, () -> planner.plan(job, catalog), job::toString).getMessage());
    }

    @Test
    void reportsAMissingEnvironmentFirst() {
        NewJob hopeless = NewJobs.forTask(NewJobs.withLimits(NewJobs.standard(), UNREADABLE), "c1", "nowhere");
        assertRejected(NO_ENVIRONMENT, NewJobs.inEnvironment(hopeless, "docker", "fortran"));
        assertRejected(NO_ENVIRONMENT, NewJobs.inEnvironment(hopeless, "kata", "default"));
    }

    @Test
    void reportsAMissingTaskBeforeBadParameters() {
        NewJob job = NewJobs.withLimits(NewJobs.standard(), UNREADABLE);
        assertRejected(NO_TASK, NewJobs.forTask(job, "c1", "nowhere"));
        assertRejected(NO_TASK, NewJobs.forTask(job, "nowhere", "t1"));
        assertRejected(NO_TASK, NewJobs.forTask(job, "c1", "file"));
        assertRejected(BAD_PARAMETERS, job);
    }

    @Test
    void reportsBadParametersBeforeMemory() {
        assertRejected(BAD_PARAMETERS, NewJobs.withLimits(NewJobs.standard(), Map.of("time", "soon", "memory", 5000)));
        assertRejected(NO_MEMORY, NewJobs.withLimits(NewJobs.standard(), TOO_MUCH));
        assertRejected(NO_MEMORY, NewJobs.withLimits(NewJobs.standard(), Map.of("memory", "9".repeat(40))));
    }

    @Test
    void reportsAnUnknownContainerLastWithoutTask() {
        NewJob job = NewJobs.inEnvironment(NewJobs.withoutTask(NewJobs.standard()), "docker", "fortran");
        assertRejected(BAD_PARAMETERS, NewJobs.withLimits(job, UNREADABLE));
        assertRejected(NO_MEMORY, NewJobs.withLimits(job, TOO_MUCH));
        assertRejected(NO_CONTAINER, job);
    }

    @Test
    void anIdThatIsNoFolderNameIsAnUnknownError() {
        for (String id : List.of("", "/", "/etc", "a/b", "..", "../c1", "a..b", ".", " t1", "t1 ", "t1\n", "a\0b")) {
            assertRejected(UNKNOWN, NewJobs.forTask(NewJobs.standard(), "c1", id));
            assertRejected(UNKNOWN, NewJobs.forTask(NewJobs.standard(), id, "t1"));
        }
    }

    @Test
    void aCourseWithoutATaskAndATaskWithoutACourseAreUnknownErrors() {
        assertRejected(UNKNOWN, NewJobs.forTask(NewJobs.standard(), "c1", null));
        assertRejected(UNKNOWN, NewJobs.forTask(NewJobs.standard(), null, "t1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "hard_time", "memory"})
    void rejectsNumbersThatPythonRejects(String limit) {
        for (Object value : List.of("abc", "12.5", "1e3", "0x1f", "1__0", "_1", Double.POSITIVE_INFINITY, Double.NaN,
            List.of(1), Map.of("a", 1))) {
            assertRejected(BAD_PARAMETERS, NewJobs.withLimits(NewJobs.standard(), Map.of(limit, value)));
        }
    }

    @Test
    void rejectsNilLimits() {
        Map<String, Object> nil = new HashMap<>();
        nil.put("time", null);
        assertRejected(BAD_PARAMETERS, NewJobs.withLimits(NewJobs.standard(), nil));
        nil.clear();
        nil.put("memory", null);
        assertRejected(BAD_PARAMETERS, NewJobs.withLimits(NewJobs.standard(), nil));
    }

    @Test
    void limitsMustBeAMapAndARunCommandAText() {
        Map<String, Object> nil = new HashMap<>();
        nil.put("limits", null);
        assertRejected(BAD_PARAMETERS, NewJobs.withParameters(NewJobs.standard(), nil));
        assertRejected(BAD_PARAMETERS, NewJobs.withParameters(NewJobs.standard(), Map.of("limits", List.of(1))));
        assertRejected(BAD_PARAMETERS, NewJobs.withParameters(NewJobs.standard(), Map.of("run_cmd", 5)));
    }

    @Test
    void namesTheTasksetAdministratorForTasksets() {
        NewJob job = NewJobs.inTaskset(NewJobs.standard());
        assertRejected("This environment is not available in this agent. Please contact the taskset administrator.",
            NewJobs.inEnvironment(job, "docker", "fortran"));
        assertRejected("Task unavailable on agent. Please retry later, the agents should synchronize soon. "
            + "If the error persists, please contact the taskset administrator.", NewJobs.forTask(job, "c1", "nowhere"));
        assertRejected("Not enough memory on agent (available: 1000MB). Please contact the taskset administrator.",
            NewJobs.withLimits(job, TOO_MUCH));
        assertRejected("Unknown container. Please contact the taskset administrator.",
            NewJobs.inEnvironment(NewJobs.withoutTask(job), "docker", "fortran"));
        assertRejected("An unknown error occurred in the agent. Please contact the taskset administrator.",
            NewJobs.forTask(job, "c1", "a/b"));
        assertRejected(BAD_PARAMETERS, NewJobs.withLimits(job, UNREADABLE));
    }

    @Test
    void usesTheTextsOfInginious() {
        assertEquals("No ports are available right now. Please retry later.", RejectionReason.NO_PORTS.text(NewJobs.standard()));
        assertEquals("Cannot make container temp directory.", RejectionReason.NO_DIRECTORY.text(NewJobs.standard()));
        assertEquals("Cannot create container.", RejectionReason.NOT_CREATED.text(NewJobs.standard()));
        assertEquals("Cannot start container", RejectionReason.NOT_STARTED.text(NewJobs.standard()));
    }
}
