package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.doctor.MountVisibilityCheck;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the exit status and the output of commands. */
class MainTest {
    private static final String BACKEND = "tcp://127.0.0.1:9";

    @TempDir
    private Path folder;

    @Test
    void printsEachProblemAsOneLine() {
        CommandRun run = CommandRun.run("agent", "tcp://nowhere", "--conc", "four", "--tsaks", "x", "--fs", "s3");
        assertEquals(ExitCode.USAGE, run.status());
        assertEquals(5, run.err().lines().count(), run.err());
        assertTrue(run.err().lines().allMatch(line -> line.startsWith("ingot agent: ")), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void requiresABackend() {
        CommandRun run = CommandRun.run("agent");
        assertEquals(ExitCode.USAGE, run.status());
        assertTrue(run.err().startsWith("ingot agent: backend: no backend address is given"), run.err());
    }

    @Test
    void reportsAMissingManagerAndAMissingFolderTogether() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            backend: %s
            tasks: %s/none
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(BACKEND, folder, folder, folder));
        CommandRun run = CommandRun.run("agent", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, run.status());
        List<String> lines = run.err().lines().toList();
        assertEquals(2, lines.size(), run.err());
        assertTrue(lines.getFirst().startsWith("ingot agent: runtime gone: there is no socket " + folder), run.err());
        assertTrue(lines.getFirst().contains("; install and start Docker"), run.err());
        assertTrue(lines.getLast().startsWith("ingot agent: tasks: " + folder + "/none is not a readable directory"), run.err());
    }

    @Test
    void doctorFailsWhereTheAgentWouldNotStart() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            tasks: %s
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(folder, folder, folder));
        CommandRun run = CommandRun.run("doctor", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, run.status());
        assertTrue(run.out().contains("PASS     java: "), run.out());
        assertTrue(run.out().contains("CAUTION  tasks: " + folder + " contains no course"), run.out());
        assertTrue(run.out().contains("FAIL     runtime gone: there is no socket"), run.out());
        assertTrue(run.out().contains("         -> install and start Docker"), run.out());
    }

    @Test
    void checkConfigPrintsWhatIsInEffect() {
        CommandRun run = CommandRun.run("check-config", "../config/agent.minimal.yaml");
        assertEquals(ExitCode.OK, run.status());
        assertTrue(run.out().startsWith("backend: tcp://127.0.0.1:2001\n"), run.out());
        assertTrue(run.out().contains("\nlimits:\n  pids: 1024\n"), run.out());
    }

    @Test
    void checkConfigNamesEveryProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "backend: b\nconcurrncy: 3\n");
        CommandRun run = CommandRun.run("check-config", file.toString());
        assertEquals(ExitCode.USAGE, run.status());
        assertEquals("", run.out());
        assertEquals(2, run.err().lines().filter(line -> line.startsWith("ingot check-config: " + file)).count(), run.err());
    }

    @Test
    void checkConfigNamesTheNewNamesOfKeysAndSucceeds() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "runtimes: {a: {manager: lxd, flavour: incus}}\n");
        CommandRun run = CommandRun.run("check-config", file.toString());
        assertEquals(ExitCode.OK, run.status());
        assertTrue(run.out().contains("    server: incus\n"), run.out());
        assertEquals("ingot check-config: caution: " + file + ": runtimes.a.flavour: this key is now called server; "
            + "rename it to server\n", run.err());
    }

    @Test
    void doctorReportsEarlierNamesOfKeys() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "runtimes: {a: {manager: docker, flavour: runc, "
            + "socket: 'unix:///none'}}\n");
        CommandRun run = CommandRun.run("doctor", "--config", file.toString());
        assertTrue(run.out().contains("CAUTION  " + file + ": runtimes.a.flavour: this key is now called oci-runtime"),
            run.out());
    }

    @Test
    void refusesAnUnknownCommand() {
        assertEquals(new CommandRun(ExitCode.USAGE, "", "ingot: unknown command nonsense; see ingot help\n"),
            CommandRun.run("nonsense"));
        assertEquals(ExitCode.USAGE, CommandRun.run().status());
    }

    @Test
    void helpExitsWithZero() {
        CommandRun help = CommandRun.run("agent", "--help");
        assertEquals(ExitCode.OK, help.status());
        assertTrue(help.out().contains("--disable-autorestart"), help.out());
        assertEquals("--fs local --fs-location DIR   courses lie in DIR, as with --tasks DIR\n",
            CommandRun.run("agent", "--fs", "local", "--fs-help").out());
        assertEquals(ExitCode.OK, CommandRun.run("--version").status());
    }

    @Test
    void mountVisibilityCheckRemovesItsProbeDirectory() throws IOException {
        try (JobDirs dirs = JobDirs.open(folder)) {
            assertEquals(List.of(), new MountVisibilityCheck(dirs.root(), List.of()).findProblems());
            assertEquals(1, dirs.root().toFile().list().length);
        }
    }
}
