package dev.ingot.agent.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the agent as a separate process from the jar. Closing it stops it and checks its exit status. */
final class AgentUnderTest implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("ingot.root"));
    private static final long SECONDS_TO_STOP = 30;

    private final Process process;
    private final Path log;

    /**
     * @param home    holds its job directories and its log
     * @param runtime as {@code --runtime} takes it
     */
    AgentUnderTest(String backend, String runtime, Path home, String... flags) throws IOException {
        this(backend, List.of("--runtime", runtime, "docker"), home, flags);
    }

    /**
     * @param runtimes the flags that say which runtimes there are
     */
    AgentUnderTest(String backend, List<String> runtimes, Path home, String... flags) throws IOException {
        this(backend, tasks(), runtimes, home, flags);
    }

    /**
     * @param tasks    the folder with all courses
     * @param runtimes the flags that say which runtimes there are
     */
    AgentUnderTest(String backend, Path tasks, List<String> runtimes, Path home, String... flags) throws IOException {
        this(List.of(), backend, tasks, runtimes, home, flags);
    }

    /** @param starter the beginning of a command that executes the rest of it */
    AgentUnderTest(List<String> starter, String backend, Path tasks, List<String> runtimes, Path home, String... flags)
        throws IOException {
        log = home.resolve("agent.log");
        List<String> command = new ArrayList<>(starter);
        command.addAll(java());
        command.addAll(List.of("agent", backend,
            "--tasks", tasks.toString(), "--tmpdir", home.resolve("data").toString(), "--debug-host", "127.0.0.1"));
        command.addAll(List.of(flags));
        command.addAll(runtimes);
        process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    /** Starts an agent with a umask, in octal digits. */
    static AgentUnderTest startUnderUmask(String umask, String backend, Path tasks, List<String> runtimes, Path home,
        String... flags)
        throws IOException {
        return new AgentUnderTest(shell(umask), backend, tasks, runtimes, home, flags);
    }

    /** Runs another command of the jar with a umask. */
    static ProcessBuilder commandUnderUmask(String umask, String... words) {
        List<String> command = new ArrayList<>(shell(umask));
        command.addAll(java());
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    private static List<String> shell(String umask) {
        return List.of("/bin/sh", "-c", "umask " + umask + " && exec \"$@\"", "ingot");
    }

    private static List<String> java() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-jar", ROOT.resolve("agent/target/ingot-agent.jar").toString());
    }

    /** Returns the folder with all cases, which is also a tasks folder. */
    static Path tasks() {
        return ROOT.resolve("e2e");
    }

    long pid() {
        return process.pid();
    }

    String readLog() throws IOException {
        return Files.readString(log);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGTERM and returns the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the agent did not end within " + SECONDS_TO_STOP + " s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException, IOException {
        if (process.isAlive() && stop() != 0) {
            throw new AssertionError("the agent ended with status " + process.exitValue() + ":\n" + readLog());
        }
    }
}
