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

/** How commands end, and what they say then. */
class MainTest {
    private static final String BACKEND = "tcp://127.0.0.1:9";

    @TempDir
    private Path folder;

    @Test
    void printsEachProblemAsOneLine() {
        CommandRun words = CommandRun.run("agent", "tcp://nowhere", "--conc", "four", "--tsaks", "x", "--fs", "s3");
        assertEquals(ExitCode.USAGE, words.status());
        assertEquals(5, words.err().lines().count(), words.err());
        assertTrue(words.err().lines().allMatch(line -> line.startsWith("ingot agent: ")), words.err());
        assertFalse(words.err().contains("Exception"), words.err());
    }

    @Test
    void requiresABackend() {
        CommandRun words = CommandRun.run("agent");
        assertEquals(ExitCode.USAGE, words.status());
        assertTrue(words.err().startsWith("ingot agent: backend: no backend address is given"), words.err());
    }

    @Test
    void reportsAMissingManagerAndAMissingFolderTogether() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            backend: %s
            tasks: %s/none
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(BACKEND, folder, folder, folder));
        CommandRun words = CommandRun.run("agent", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, words.status());
        List<String> lines = words.err().lines().toList();
        assertEquals(2, lines.size(), words.err());
        assertTrue(lines.getFirst().startsWith("ingot agent: runtime gone: there is no socket " + folder), words.err());
        assertTrue(lines.getFirst().contains("; install and start Docker"), words.err());
        assertTrue(lines.getLast().startsWith("ingot agent: tasks: " + folder + "/none is not a folder"), words.err());
    }

    @Test
    void doctorFailsWhereTheAgentWouldNotStart() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            tasks: %s
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(folder, folder, folder));
        CommandRun words = CommandRun.run("doctor", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, words.status());
        assertTrue(words.out().contains("PASS     java: "), words.out());
        assertTrue(words.out().contains("CAUTION  tasks: " + folder + " holds no course"), words.out());
        assertTrue(words.out().contains("FAIL     runtime gone: there is no socket"), words.out());
        assertTrue(words.out().contains("         -> install and start Docker"), words.out());
    }

    @Test
    void checkConfigPrintsWhatIsInEffect() {
        CommandRun words = CommandRun.run("check-config", "../config/agent.minimal.yaml");
        assertEquals(ExitCode.OK, words.status());
        assertTrue(words.out().startsWith("backend: tcp://127.0.0.1:2001\n"), words.out());
        assertTrue(words.out().contains("\nlimits:\n  pids: 1024\n"), words.out());
    }

    @Test
    void checkConfigNamesEveryProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "backend: b\nconcurrncy: 3\n");
        CommandRun words = CommandRun.run("check-config", file.toString());
        assertEquals(ExitCode.USAGE, words.status());
        assertEquals("", words.out());
        assertEquals(2, words.err().lines().filter(line -> line.startsWith("ingot check-config: " + file)).count(), words.err());
    }

    @Test
    void checkConfigNamesTheNewNamesOfKeysAndSucceeds() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "runtimes: {a: {manager: lxd, flavour: incus}}\n");
        CommandRun words = CommandRun.run("check-config", file.toString());
        assertEquals(ExitCode.OK, words.status());
        assertTrue(words.out().contains("    server: incus\n"), words.out());
        assertEquals("ingot check-config: caution: " + file + ": runtimes.a.flavour: this key is now called server; "
            + "rename it to server\n", words.err());
    }

    @Test
    void doctorReportsEarlierNamesOfKeys() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "runtimes: {a: {manager: docker, flavour: runc, "
            + "socket: 'unix:///none'}}\n");
        CommandRun words = CommandRun.run("doctor", "--config", file.toString());
        assertTrue(words.out().contains("CAUTION  " + file + ": runtimes.a.flavour: this key is now called oci-runtime"),
            words.out());
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
