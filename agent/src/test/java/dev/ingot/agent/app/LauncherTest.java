package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ingot}, as far as it goes without building anything. */
class LauncherTest {
    @TempDir
    private Path folder;

    private record LauncherRun(int status, String said) { }

    /** Runs it from elsewhere, through a link, as an installed command would be. */
    private LauncherRun run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        Path link = folder.resolve("ingot");
        Files.createSymbolicLink(link, Path.of("../ingot").toRealPath());
        ProcessBuilder script = new ProcessBuilder(link.toString()).directory(folder.toFile()).redirectErrorStream(true);
        script.command().addAll(List.of(words));
        script.environment().putAll(environment);
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Files.delete(link);
        return new LauncherRun(status, said);
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        LauncherRun help = run(Map.of(), "help");
        assertEquals(0, help.status(), help.said());
        for (String command : new String[] {"demo", "test", "agent", "backend", "submit", "bench", "doctor",
            "check-config", "image"}) {
            assertTrue(help.said().contains("\n  " + command + " "), command);
        }
    }

    @Test
    void refusesAnUnknownOrMissingCommand() throws Exception {
        LauncherRun unknown = run(Map.of(), "nonsense");
        assertEquals(ExitCode.USAGE, unknown.status());
        assertTrue(unknown.said().startsWith("ingot: unknown command nonsense\nusage: ingot"), unknown.said());
        assertEquals(ExitCode.USAGE, run(Map.of()).status());
    }

    @Test
    void namesAnInvalidJdkWithTheRemedy() throws Exception {
        LauncherRun refused = run(Map.of("INGOT_JAVA_HOME", folder.toString()), "doctor");
        assertEquals(ExitCode.FAILURE, refused.status());
        assertTrue(refused.said().startsWith("ingot: INGOT_JAVA_HOME=" + folder + " is no JDK from 25 on\n"), refused.said());
        assertTrue(refused.said().contains("ingot: remedy: "), refused.said());
    }

    /** A JDK and a Maven that only tell of the locale that they are given. */
    private Map<String, String> environmentThatPrintsTheLocale() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        script(bin.resolve("java"), "locale charmap");
        script(bin.resolve("javac"), "exit 1");
        script(Files.createDirectories(folder.resolve("tools")).resolve("mvn"), "exit 0");
        return Map.of("INGOT_JAVA_HOME", folder.resolve("jdk").toString(),
            "PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
    }

    @Test
    void runsJavaWithAUtf8LocaleWhateverTheCallersLocale() throws Exception {
        Map<String, String> environment = environmentThatPrintsTheLocale();
        for (String locale : List.of("C", "POSIX", "none_such", "C.UTF-8")) {
            Map<String, String> called = new HashMap<>(environment);
            called.put("LC_ALL", locale);
            LauncherRun ended = run(called, "doctor");
            assertEquals("UTF-8", ended.said().lines().toList().getLast(), locale + ": " + ended.said());
        }
    }

    @Test
    void helpForDemoAndTestInstallsNothing() throws Exception {
        for (String command : List.of("demo", "test")) {
            LauncherRun help = run(Map.of(), command, "--help");
            assertEquals(0, help.status(), help.said());
            assertTrue(help.said().startsWith("usage: ingot COMMAND"), help.said());
        }
    }

    @Test
    void whatTheScriptsCreateIsReadableWhateverTheUmask() throws Exception {
        Path file = folder.resolve("made");
        String script = "umask 077; . ../deploy/host/lib.sh; mkdir \"$1\"";
        Process process = new ProcessBuilder("sh", "-c", script, "sh", file.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    /** A folder with what the launcher calls before it is root, and a user who is not. */
    private Path otherUser() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : List.of("sh", "dirname", "readlink", "sed")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
        script(bin.resolve("id"), "echo 1000");
        return bin;
    }

    private static Map<String, String> environment(Path bin) {
        return Map.of("PATH", bin.toString(), "INGOT_JAVA_HOME", System.getProperty("java.home"));
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    @Test
    void rerunsOnceAsRootForAnOrdinaryUser() throws Exception {
        Path bin = otherUser();
        script(bin.resolve("sudo"), "printf '<%s>' \"$@\"");
        LauncherRun demo = run(environment(bin), "demo", "--yes", "an argument");
        assertEquals("ingot: demo needs root: going on with sudo\n<-E><-H><env><PATH=" + bin + ":/usr/sbin:/sbin>"
            + "<INGOT_JAVA_HOME=" + System.getProperty("java.home") + "><" + Path.of("../ingot").toRealPath()
            + "><demo><--yes><an argument>", demo.said());
    }

    @Test
    void tellsAUserThatSudoIsMissing() throws Exception {
        LauncherRun test = run(environment(otherUser()), "test");
        assertEquals(ExitCode.FAILURE, test.status());
        assertEquals("ingot: test needs root\ningot: remedy: run it as root, or install sudo\n", test.said());
    }
}
