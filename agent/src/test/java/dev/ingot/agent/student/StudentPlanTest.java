package dev.ingot.agent.student;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.limits.TimeLimits;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.grading.GraderMessage.RunStudent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class StudentPlanTest {
    private static final Limits GRADER_LIMITS = new Limits(100 << 20, 64, 32);

    private final ImageCatalog catalog = ImageCatalog.scan(List.of(
        new EnvironmentType("docker",
            new ScriptedRuntime().with(Images.image("default")).with(Images.image("python3")), false, false, false),
        new EnvironmentType("kata", new ScriptedRuntime().with(Images.image("fortran")), true, false, false)));
    private final JobContext job = new JobContext(catalog.find("docker", "default").orElseThrow(), catalog, null, false,
        TimeLimits.ofSeconds(10, 30), GRADER_LIMITS, 8, new PortPool(1, 0), Map.of(), null, null);

    private static RunStudent request(String environment, long time, long hardTime, long memory) {
        return new RunStudent(environment, time, hardTime, memory, false, "socket", false, false);
    }

    private static RunStudent requestFor(String socketId, boolean root) {
        return new RunStudent("", 0, 0, 0, false, socketId, false, root);
    }

    private void assertRejected(String reason, RunStudent request) {
        assertEquals(reason, assertThrows(StudentRejected.class, () -> StudentPlan.of(request, job)).getMessage());
    }

    @Test
    void inheritsTheGradersLimitsByDefault() throws StudentRejected {
        StudentPlan plan = StudentPlan.of(request("", 0, 0, 0), job);
        assertEquals(job.environment(), plan.environment());
        assertEquals(job.time(), plan.time());
        assertEquals(GRADER_LIMITS, plan.limits());
        assertEquals(plan, StudentPlan.of(request(null, -1, -1, -1), job));
    }

    @ParameterizedTest
    @CsvSource({"5, 20, 50, 5, 20, 50", "10, 30, 100, 10, 30, 100", "11, 31, 101, 10, 30, 100",
        "9223372036854775807, 9223372036854775807, 9223372036854775807, 10, 30, 100", "0, 20, 0, 10, 20, 100"})
    void neverExceedsTheGradersLimits(long time, long hardTime, long memory, long cpu, long wall, long mebibytes)
        throws StudentRejected {
        StudentPlan plan = StudentPlan.of(request("", time, hardTime, memory), job);
        assertEquals(TimeLimits.ofSeconds(cpu, wall), plan.time());
        assertEquals(new Limits(mebibytes << 20, 64, 32), plan.limits());
    }

    @Test
    void findsTheEnvironmentInTheGradersType() throws StudentRejected {
        assertEquals("python3", StudentPlan.of(request("python3", 0, 0, 0), job).environment().name());
        assertRejected("there is no environment docker/fortran", request("fortran", 0, 0, 0));
        assertRejected("there is no environment docker/nowhere", request("nowhere", 0, 0, 0));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a/b", "/", "../x", "a\0"})
    void rejectsInvalidSocketNames(String socketId) {
        assertRejected("\"" + socketId + "\" is not a valid socket name", requestFor(socketId, false));
    }

    @Test
    void rejectsRootWithoutAnIsolatedRuntime() {
        assertRejected(
            "no environment type runs students as root: it needs a runtime with run-as-root and an isolated kernel",
            requestFor("socket", true));
    }
}
