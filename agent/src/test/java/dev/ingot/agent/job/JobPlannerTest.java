package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.limits.TimeLimits;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job is given; why it is given nothing is told by {@link JobRejectionTest}. */
class JobPlannerTest {
    @TempDir
    private Path tasks;
    private final ScriptedRuntime runtime = new ScriptedRuntime()
        .with(Images.image("default")).with(Images.image("web", Map.of("ports", "80,443")))
        .with(Images.image("shell", Map.of("ports", "22")));
    private final ImageCatalog catalog =
        ImageCatalog.scan(List.of(new EnvironmentType("docker", runtime, false, false, false)));
    private JobPlanner planner;

    @BeforeEach
    void courseWithATask() throws IOException {
        Files.createDirectories(tasks.resolve("c1/t1"));
        planner = planner(false);
    }

    private JobPlanner planner(boolean debugger) {
        return new JobPlanner(new TaskStore(tasks), new JobSettings(2, 1000, 64, 64, 8, debugger, "host"));
    }

    private JobPlan plan(NewJob job) throws JobRejected {
        return planner.plan(job, catalog);
    }

    /** Python's integers have no bounds: such a limit is none, or is passed at once. */
    @Test
    void clampsHugeTimesToAYear() throws JobRejected {
        BigInteger huge = BigInteger.TWO.pow(63);
        TimeLimits year = TimeLimits.ofSeconds(365L * 24 * 3600, 365L * 24 * 3600);
        assertEquals(year, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", huge, "hard_time", huge))).time());
        assertEquals(year, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", huge))).time());
        assertEquals(year, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", "9".repeat(40), "hard_time", 1e300)))
            .time());
        for (Object negative : List.of(Long.MIN_VALUE, huge.negate(), "-" + huge, -1e300)) {
            assertEquals(TimeLimits.ofSeconds(0, 0),
                plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", negative))).time());
            assertEquals(TimeLimits.ofSeconds(0, 0),
                plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", negative, "hard_time", negative))).time());
        }
    }

    @Test
    void usesTheDefaultsWithoutParameters() throws JobRejected {
        JobPlan plan = plan(NewJobs.standard());
        assertEquals("default", plan.environment().name());
        assertEquals(Optional.of(tasks.resolve("c1/t1")), plan.task());
        assertEquals(Optional.empty(), plan.common());
        assertEquals(TimeLimits.ofSeconds(30, 90), plan.time());
        assertEquals(200, plan.memoryMiB());
        assertEquals(List.of(), plan.ports());
        assertEquals(false, plan.network());
        assertNull(plan.runCommand());
    }

    @Test
    void findsTheCommonFolderOfTheCourse() throws JobRejected, IOException {
        Path common = Files.createDirectory(tasks.resolve("c1/$common"));
        assertEquals(Optional.of(common), plan(NewJobs.standard()).common());
    }

    @Test
    void aJobWithoutATaskNeedsNoFolder() throws JobRejected {
        JobPlan plan = plan(NewJobs.withLimits(NewJobs.withoutTask(NewJobs.standard()), Map.of("time", 5)));
        assertEquals(Optional.empty(), plan.task());
        assertEquals(Optional.empty(), plan.common());
        assertEquals(TimeLimits.ofSeconds(5, 15), plan.time());
    }

    @Test
    void limitsAreReadAsPythonReadsThem() throws JobRejected {
        JobPlan plan = plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", "7", "hard_time", 9.9, "memory", " 1_0_0 ")));
        assertEquals(TimeLimits.ofSeconds(7, 9), plan.time());
        assertEquals(100, plan.memoryMiB());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void triplesTheTimeWithoutAHardTime(Object hard) throws JobRejected {
        assertEquals(TimeLimits.ofSeconds(10, 30), timeWithHard(hard));
    }

    @Test
    void ignoresAFalsyHardTime() throws JobRejected {
        for (Object hard : List.of(0L, 0.0, false, List.of(), Map.of(), new byte[0])) {
            assertEquals(TimeLimits.ofSeconds(10, 30), timeWithHard(hard), () -> "hard_time " + hard);
        }
    }

    @Test
    void readsAHardTimeOfTextZero() throws JobRejected {
        assertEquals(TimeLimits.ofSeconds(10, 0), timeWithHard("0"));
    }

    private TimeLimits timeWithHard(Object hard) throws JobRejected {
        Map<String, Object> limits = new HashMap<>(Map.of("time", 10));
        limits.put("hard_time", hard);
        return plan(NewJobs.withLimits(NewJobs.standard(), limits)).time();
    }

    @Test
    void clampsAbsurdTimes() throws JobRejected {
        long year = 365L * 24 * 3600;
        assertEquals(TimeLimits.ofSeconds(year, year),
            plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", "9".repeat(30)))).time());
        assertEquals(TimeLimits.ofSeconds(0, 0), plan(NewJobs.withLimits(NewJobs.standard(), Map.of("time", -5))).time());
    }

    @Test
    void lessThanTwentyMebibytesBecomeTwenty() throws JobRejected {
        assertEquals(20, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 19))).memoryMiB());
        assertEquals(20, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", -1))).memoryMiB());
        assertEquals(21, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 21))).memoryMiB());
        assertEquals(1000, plan(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 1000))).memoryMiB());
    }

    @Test
    void givesJobsWithPortsHalfAnHourAndTheNetwork() throws JobRejected {
        JobPlan plan = plan(NewJobs.inEnvironment(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 1)), "docker", "web"));
        assertEquals(List.of(80, 443), plan.ports());
        assertEquals(TimeLimits.ofSeconds(1800, 1800), plan.time());
        assertEquals(true, plan.network());
    }

    @Test
    void debuggingOverSshTakesPort22Once() throws JobRejected {
        NewJob job = NewJobs.withDebug(NewJobs.standard(), "ssh");
        assertEquals(List.of(22), plan(job).ports());
        assertEquals(List.of(80, 443, 22), plan(NewJobs.inEnvironment(job, "docker", "web")).ports());
        assertEquals(List.of(22), plan(NewJobs.inEnvironment(job, "docker", "shell")).ports());
        assertEquals(TimeLimits.ofSeconds(1800, 1800), plan(job).time());
    }

    @Test
    void otherDebuggingTakesNoPort() throws JobRejected {
        assertEquals(List.of(), plan(NewJobs.withDebug(NewJobs.standard(), true)).ports());
    }

    @Test
    void enablesTheNetworkOnRequest() throws JobRejected {
        assertEquals(true, plan(NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", true))).network());
        assertEquals(false, plan(NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", false))).network());
        assertEquals(true, plan(NewJobs.withParameters(NewJobs.standard(), Map.of("network_grading", "False"))).network());
    }

    @Test
    void aDebuggerGetsTheNetworkAndHalfAnHour() throws JobRejected {
        JobPlan plan = planner(true).plan(NewJobs.standard(), catalog);
        assertEquals(true, plan.network());
        assertEquals(TimeLimits.ofSeconds(1800, 1800), plan.time());
        assertEquals(List.of(), plan.ports());
    }

    @Test
    void ignoresAnEmptyRunCommand() throws JobRejected {
        Map<String, Object> nil = new HashMap<>();
        nil.put("run_cmd", null);
        assertNull(plan(NewJobs.withParameters(NewJobs.standard(), nil)).runCommand());
        assertNull(plan(NewJobs.withParameters(NewJobs.standard(), Map.of("run_cmd", ""))).runCommand());
        assertEquals("python3 x.py", plan(NewJobs.withParameters(NewJobs.standard(), Map.of("run_cmd", "python3 x.py")))
            .runCommand());
    }
}
