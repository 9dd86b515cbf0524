package dev.ingot.backend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.backend.bench.BenchPlan;
import dev.ingot.backend.bench.RuntimeSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchJobsCommandTest {
    @TempDir
    private Path folder;

    private static BenchPlan plan(String... options) throws InvalidArguments {
        BenchOptions parsed = new BenchOptions();
        new CommandLine(parsed).parseArgs(options);
        return parsed.toPlan(null);
    }

    @Test
    void measuresOciCrunByDefault() throws Exception {
        assertEquals(
            new BenchPlan(List.of(new RuntimeSpec("oci:crun", 0)), Optional.empty(), 100, 8, Duration.ofMillis(150),
                Duration.ofSeconds(5), "null", Optional.empty()),
            plan());
    }

    @Test
    void parsesAllOptions() throws Exception {
        Files.createDirectories(folder.resolve("c/t"));
        assertEquals(
            new BenchPlan(List.of(new RuntimeSpec("oci:crun", 3), new RuntimeSpec("oci:crun", 0), new RuntimeSpec("lxd", 3)),
                Optional.of("tcp://127.0.0.1:2001"), 40, 4,
                Duration.ofMillis(20), Duration.ofSeconds(2), "python3",
                Optional.of(new BenchPlan.Task(folder, "c", "t"))),
            plan("--runtime", "oci:crun,oci:crun+0", "--runtime", "lxd", "--external", "tcp://127.0.0.1:2001", "--warm", "3",
                "--jobs", "40", "--concurrency", "4", "--gap", "20", "--warm-up", "2", "--env", "python3",
                "--tasks", folder.toString(), "--course", "c", "--task", "t"));
    }

    @Test
    void anExternalAgentMayBeTheOnlyOne() throws Exception {
        assertEquals(List.of("external"), plan("--external").targetNames());
        assertEquals(List.of("oci:runc", "external"), plan("--external", "--runtime", "oci:runc").targetNames());
    }

    @Test
    void tasksFolderCourseAndTaskGoTogether() {
        assertEquals(List.of("--tasks, --course and --task go together"),
            assertThrows(InvalidArguments.class, () -> plan("--tasks", "/", "--task", "t")).problems());
        assertEquals(List.of("there is no task c/t in " + folder),
            assertThrows(InvalidArguments.class,
                () -> plan("--tasks", folder.toString(), "--course", "c", "--task", "t")).problems());
    }

    @Test
    void everyProblemIsOneLine() {
        StringWriter err = new StringWriter();
        int status = BackendMain.commandLine().setErr(new PrintWriter(err, true)).execute(
            "bench", "jobs", "--runtime", "oci:crun,oci:crun,oci:", "--warm", "-1", "--jobs", "0", "--concurrency", "0",
            "--gap", "-1", "--warm-up", "-1", "--env", "docker/null", "--json", "/does/not/exist.json");
        assertEquals(2, status);
        assertEquals(List.of(
            "ingot bench jobs: --warm must be at least 0, got -1",
            "ingot bench jobs: --jobs must be at least 1, got 0",
            "ingot bench jobs: --concurrency must be at least 1, got 0",
            "ingot bench jobs: --warm-up must be at least 0, got -1",
            "ingot bench jobs: --gap must be at least 0, got -1",
            "ingot bench jobs: --runtime has duplicates: oci:crun,oci:crun,oci:",
            "ingot bench jobs: --runtime must be MANAGER:OCI_RUNTIME, e.g. oci:crun, got \"oci:\"",
            "ingot bench jobs: --json: there is no folder /does/not",
            "ingot bench jobs: --env must be a name without type, such as null or python3, got \"docker/null\"; "
                + "its type is always docker"), err.toString().lines().toList());
    }
}
