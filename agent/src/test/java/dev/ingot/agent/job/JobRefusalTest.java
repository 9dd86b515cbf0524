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
class JobRefusalTest {
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

    private void refused(String text, NewJob job) {
        assertEquals(text, assertThrows(JobRefused.class, () -> planner.plan(job, catalog), job::toString).getMessage());
    }

    @Test
    void anEnvironmentThatIsNotThereComesFirst() {
        NewJob hopeless = Orders.of(Orders.limited(Orders.plain(), UNREADABLE), "c1", "nowhere");
        refused(NO_ENVIRONMENT, Orders.on(hopeless, "docker", "fortran"));
        refused(NO_ENVIRONMENT, Orders.on(hopeless, "kata", "default"));
    }

    @Test
    void aTaskThatIsNotThereComesBeforeTheParameters() {
        NewJob job = Orders.limited(Orders.plain(), UNREADABLE);
        refused(NO_TASK, Orders.of(job, "c1", "nowhere"));
        refused(NO_TASK, Orders.of(job, "nowhere", "t1"));
        refused(NO_TASK, Orders.of(job, "c1", "file"));
        refused(BAD_PARAMETERS, job);
    }

    @Test
    void parametersComeBeforeMemory() {
        refused(BAD_PARAMETERS, Orders.limited(Orders.plain(), Map.of("time", "soon", "memory", 5000)));
        refused(NO_MEMORY, Orders.limited(Orders.plain(), TOO_MUCH));
        refused(NO_MEMORY, Orders.limited(Orders.plain(), Map.of("memory", "9".repeat(40))));
    }

    @Test
    void aJobWithoutATaskLearnsLastThatItsContainerIsUnknown() {
        NewJob job = Orders.on(Orders.taskless(Orders.plain()), "docker", "fortran");
        refused(BAD_PARAMETERS, Orders.limited(job, UNREADABLE));
        refused(NO_MEMORY, Orders.limited(job, TOO_MUCH));
        refused(NO_CONTAINER, job);
    }

    @Test
    void anIdThatIsNoFolderNameIsAnUnknownError() {
        for (String id : List.of("", "/", "/etc", "a/b", "..", "../c1", "a..b", ".", " t1", "t1 ", "t1\n", "a\0b")) {
            refused(UNKNOWN, Orders.of(Orders.plain(), "c1", id));
            refused(UNKNOWN, Orders.of(Orders.plain(), id, "t1"));
        }
    }

    @Test
    void aCourseWithoutATaskAndATaskWithoutACourseAreUnknownErrors() {
        refused(UNKNOWN, Orders.of(Orders.plain(), "c1", null));
        refused(UNKNOWN, Orders.of(Orders.plain(), null, "t1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "hard_time", "memory"})
    void whatPythonsIntDoesNotTakeIsUnreadable(String limit) {
        for (Object value : List.of("abc", "12.5", "1e3", "0x1f", "1__0", "_1", Double.POSITIVE_INFINITY, Double.NaN,
            List.of(1), Map.of("a", 1))) {
            refused(BAD_PARAMETERS, Orders.limited(Orders.plain(), Map.of(limit, value)));
        }
    }

    @Test
    void nilIsNoTimeAndNoMemory() {
        Map<String, Object> nil = new HashMap<>();
        nil.put("time", null);
        refused(BAD_PARAMETERS, Orders.limited(Orders.plain(), nil));
        nil.clear();
        nil.put("memory", null);
        refused(BAD_PARAMETERS, Orders.limited(Orders.plain(), nil));
    }

    @Test
    void limitsMustBeAMapAndARunCommandAText() {
        Map<String, Object> nil = new HashMap<>();
        nil.put("limits", null);
        refused(BAD_PARAMETERS, Orders.with(Orders.plain(), nil));
        refused(BAD_PARAMETERS, Orders.with(Orders.plain(), Map.of("limits", List.of(1))));
        refused(BAD_PARAMETERS, Orders.with(Orders.plain(), Map.of("run_cmd", 5)));
    }

    @Test
    void aBackendOfTasksetsIsToldOfTasksets() {
        NewJob job = Orders.inTaskset(Orders.plain());
        refused("This environment is not available in this agent. Please contact the taskset administrator.",
            Orders.on(job, "docker", "fortran"));
        refused("Task unavailable on agent. Please retry later, the agents should synchronize soon. "
            + "If the error persists, please contact the taskset administrator.", Orders.of(job, "c1", "nowhere"));
        refused("Not enough memory on agent (available: 1000MB). Please contact the taskset administrator.",
            Orders.limited(job, TOO_MUCH));
        refused("Unknown container. Please contact the taskset administrator.",
            Orders.on(Orders.taskless(job), "docker", "fortran"));
        refused("An unknown error occurred in the agent. Please contact the taskset administrator.",
            Orders.of(job, "c1", "a/b"));
        refused(BAD_PARAMETERS, Orders.limited(job, UNREADABLE));
    }

    @Test
    void theTextsOfTheRestAreInginiousOwn() {
        assertEquals("No ports are available right now. Please retry later.", Refusal.NO_PORTS.text(Orders.plain()));
        assertEquals("Cannot make container temp directory.", Refusal.NO_DIRECTORY.text(Orders.plain()));
        assertEquals("Cannot create container.", Refusal.NOT_CREATED.text(Orders.plain()));
        assertEquals("Cannot start container", Refusal.NOT_STARTED.text(Orders.plain()));
    }
}
