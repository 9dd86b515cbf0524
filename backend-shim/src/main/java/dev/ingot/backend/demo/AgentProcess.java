package dev.ingot.backend.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts {@code ingot agent} as a process and stops it. The caller closes it. */
public final class AgentProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int LOG_LINES_SHOWN = 15;

    private final Process process;
    private final Path log;

    private AgentProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts an agent that writes its log to a file.
     *
     * @param launcher  the script {@code ingot}
     * @param arguments arguments of its command {@code agent}
     * @param log       file for the log; an existing file is overwritten
     */
    public static AgentProcess start(Path launcher, List<String> arguments, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "agent");
        builder.command().addAll(arguments);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return new AgentProcess(process, log);
    }

    /** Returns the process id of the agent itself, because the launcher replaces itself with the agent (execve(2)). */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the agent is running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the last lines of the agent's log. */
    public String readLogTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.stream().skip(Math.max(0, lines.size() - LOG_LINES_SHOWN)).collect(Collectors.joining("\n"));
    }

    /**
     * Sends SIGTERM to the agent and waits until it exits.
     *
     * @throws IOException when it does not exit in time with status 0; the text says why
     */
    public void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the agent did not exit within " + STOP_TIMEOUT.toSeconds() + " s of SIGTERM");
        }
        if (process.exitValue() != 0) {
            throw new IOException("the agent exited with status " + process.exitValue());
        }
    }

    /** Stops the agent, with SIGKILL when SIGTERM has no effect in time. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
