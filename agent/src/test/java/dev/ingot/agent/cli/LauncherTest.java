package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ingot}, as far as it goes without building anything. */
class LauncherTest {
    @TempDir
    private Path folder;

    private record Ended(int status, String said) { }

    /** Runs it from elsewhere, through a link, as an installed command would be. */
    private Ended run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        Path link = folder.resolve("ingot");
        Files.createSymbolicLink(link, Path.of("../ingot").toRealPath());
        ProcessBuilder script = new ProcessBuilder(link.toString()).directory(folder.toFile()).redirectErrorStream(true);
        script.command().addAll(List.of(words));
        script.environment().putAll(environment);
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Files.delete(link);
        return new Ended(status, said);
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        Ended help = run(Map.of(), "help");
        assertEquals(0, help.status(), help.said());
        for (String command : new String[] {"demo", "test", "agent", "backend", "submit", "bench", "doctor",
            "check-config", "image"}) {
            assertTrue(help.said().contains("\n  " + command + " "), command);
        }
    }

    @Test
    void anUnknownCommandAndNoneAreRefused() throws Exception {
        Ended unknown = run(Map.of(), "nonsense");
        assertEquals(ExitCode.USAGE, unknown.status());
        assertTrue(unknown.said().startsWith("ingot: unknown command nonsense\nusage: ingot"), unknown.said());
        assertEquals(ExitCode.USAGE, run(Map.of()).status());
    }

    @Test
    void aJdkThatIsNoneIsNamedWithTheRemedy() throws Exception {
        Ended refused = run(Map.of("INGOT_JAVA_HOME", folder.toString()), "doctor");
        assertEquals(ExitCode.FAILURE, refused.status());
        assertTrue(refused.said().startsWith("ingot: INGOT_JAVA_HOME=" + folder + " is no JDK from 25 on\n"), refused.said());
        assertTrue(refused.said().contains("ingot: remedy: "), refused.said());
    }
}
