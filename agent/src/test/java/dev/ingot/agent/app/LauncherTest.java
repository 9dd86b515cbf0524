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

/** Tests what the script {@code ingot} does without building anything. */
class LauncherTest {
    @TempDir
    private Path folder;

    private record LauncherRun(int status, String output) { }

    /** Runs the script from another directory through a link, like an installed command. */
    private LauncherRun run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Path link = folder.resolve("ingot");
        Files.createSymbolicLink(link, Path.of("../ingot").toRealPath());
        ProcessBuilder script = new ProcessBuilder(link.toString()).directory(folder.toFile()).redirectErrorStream(true);
        script.command().addAll(List.of(arguments));
        script.environment().putAll(environment);
        Process process = script.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Files.delete(link);
        return new LauncherRun(status, output);
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        LauncherRun help = run(Map.of(), "help");
        assertEquals(0, help.status(), help.output());
        for (String command : new String[] {"demo", "test", "agent", "backend", "submit", "bench", "doctor",
            "check-config", "image"}) {
            assertTrue(help.output().contains("\n  " + command + " "), command);
        }
    }

    @Test
    void refusesAnUnknownOrMissingCommand() throws Exception {
        LauncherRun unknown = run(Map.of(), "nonsense");
        assertEquals(ExitCode.USAGE, unknown.status());
        assertTrue(unknown.output().startsWith("ingot: unknown command nonsense\nusage: ingot"), unknown.output());
        assertEquals(ExitCode.USAGE, run(Map.of()).status());
    }

    @Test
    void namesAnInvalidJdkWithTheRemedy() throws Exception {
        LauncherRun refused = run(Map.of("INGOT_JAVA_HOME", folder.toString()), "doctor");
        assertEquals(ExitCode.FAILURE, refused.status());
        assertTrue(refused.output().startsWith("ingot: INGOT_JAVA_HOME=" + folder + " is no JDK from 25 on\n"), refused.output());
        assertTrue(refused.output().contains("ingot: remedy: "), refused.output());
    }

    /** Creates a fake JDK whose java prints its locale, and a fake Maven. */
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
            LauncherRun run = run(called, "doctor");
            assertEquals("UTF-8", run.output().lines().toList().getLast(), locale + ": " + run.output());
        }
    }

    @Test
    void helpForDemoAndTestInstallsNothing() throws Exception {
        for (String command : List.of("demo", "test")) {
            LauncherRun help = run(Map.of(), command, "--help");
            assertEquals(0, help.status(), help.output());
            assertTrue(help.output().startsWith("usage: ingot COMMAND"), help.output());
        }
    }

    @Test
    void whatTheScriptsCreateIsReadableWhateverTheUmask() throws Exception {
        Path file = folder.resolve("made");
        String script = "umask 077; . ../deploy/host/lib.sh; mkdir \"$1\"";
        Process process = new ProcessBuilder("sh", "-c", script, "sh", file.toString()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    /** Creates a folder with the tools that the launcher calls before sudo, and an id command that reports an ordinary user. */
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
            + "><demo><--yes><an argument>", demo.output());
    }

    @Test
    void tellsAUserThatSudoIsMissing() throws Exception {
        LauncherRun test = run(environment(otherUser()), "test");
        assertEquals(ExitCode.FAILURE, test.status());
        assertEquals("ingot: test needs root\ningot: remedy: run it as root, or install sudo\n", test.output());
    }
}
