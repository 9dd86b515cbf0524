package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void everyMistakeIsOneLineAndNothingElse() {
        Words words = Words.run("agent", "tcp://nowhere", "--conc", "four", "--tsaks", "x", "--fs", "s3");
        assertEquals(ExitCode.USAGE, words.status());
        assertEquals(5, words.err().lines().count(), words.err());
        assertTrue(words.err().lines().allMatch(line -> line.startsWith("ingot agent: ")), words.err());
        assertFalse(words.err().contains("Exception"), words.err());
    }

    @Test
    void aBackendIsNeeded() {
        Words words = Words.run("agent");
        assertEquals(ExitCode.USAGE, words.status());
        assertTrue(words.err().startsWith("ingot agent: backend: it is not said where the backend is"), words.err());
    }

    @Test
    void anEngineThatIsNotThereAndAMissingFolderAreNamedTogether() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            backend: %s
            tasks: %s/none
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(BACKEND, folder, folder, folder));
        Words words = Words.run("agent", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, words.status());
        List<String> lines = words.err().lines().toList();
        assertEquals(2, lines.size(), words.err());
        assertTrue(lines.getFirst().startsWith("ingot agent: runtime gone: there is no socket " + folder), words.err());
        assertTrue(lines.getFirst().contains("; install and start Docker"), words.err());
        assertTrue(lines.getLast().startsWith("ingot agent: tasks: " + folder + "/none is not a folder"), words.err());
    }

    @Test
    void theDoctorFailsWhereTheAgentWould() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            tasks: %s
            tmpdir: %s
            runtimes: {gone: {manager: docker, socket: 'unix://%s/none.sock'}}
            """.formatted(folder, folder, folder));
        Words words = Words.run("doctor", "--config", file.toString());
        assertEquals(ExitCode.FAILURE, words.status());
        assertTrue(words.out().contains("PASS     java: "), words.out());
        assertTrue(words.out().contains("CAUTION  tasks: " + folder + " holds no course"), words.out());
        assertTrue(words.out().contains("FAIL     runtime gone: there is no socket"), words.out());
        assertTrue(words.out().contains("         -> install and start Docker"), words.out());
    }

    @Test
    void checkConfigPrintsWhatIsInEffect() {
        Words words = Words.run("check-config", "../config/agent.minimal.yaml");
        assertEquals(ExitCode.OK, words.status());
        assertTrue(words.out().startsWith("backend: tcp://127.0.0.1:2001\n"), words.out());
        assertTrue(words.out().contains("\nlimits:\n  pids: 1024\n"), words.out());
    }

    @Test
    void checkConfigNamesEveryProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "backend: b\nconcurrncy: 3\n");
        Words words = Words.run("check-config", file.toString());
        assertEquals(ExitCode.USAGE, words.status());
        assertEquals("", words.out());
        assertEquals(2, words.err().lines().filter(line -> line.startsWith("ingot check-config: " + file)).count(), words.err());
    }

    @Test
    void anUnknownCommandIsRefused() {
        assertEquals(new Words(ExitCode.USAGE, "", "ingot: unknown command nonsense; see ingot help\n"), Words.run("nonsense"));
        assertEquals(ExitCode.USAGE, Words.run().status());
    }

    @Test
    void helpIsNoMistake() {
        Words help = Words.run("agent", "--help");
        assertEquals(ExitCode.OK, help.status());
        assertTrue(help.out().contains("--disable-autorestart"), help.out());
        assertEquals("--fs local --fs-location DIR   courses lie in DIR, as with --tasks DIR\n",
            Words.run("agent", "--fs", "local", "--fs-help").out());
        assertEquals(ExitCode.OK, Words.run("--version").status());
    }

    @Test
    void aSightOfOneOwnFolderIsLeftAsItWas() throws IOException {
        try (JobDirs dirs = JobDirs.open(folder)) {
            assertEquals(List.of(), new Sight(dirs.root(), List.of()).blind());
            assertEquals(1, dirs.root().toFile().list().length);
        }
    }
}
