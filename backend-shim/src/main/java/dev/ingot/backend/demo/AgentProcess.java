package dev.ingot.backend.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A running {@code ingot agent}. Whoever starts it closes it. */
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
     * @param launcher  the program {@code ingot}
     * @param arguments of its command {@code agent}
     */
    public static AgentProcess start(Path launcher, List<String> arguments, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "agent");
        builder.command().addAll(arguments);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return new AgentProcess(process, log);
    }

    /** Of the agent itself: the launcher has become it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The end of its log. */
    public String readLogTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.stream().skip(Math.max(0, lines.size() - LOG_LINES_SHOWN)).collect(Collectors.joining("\n"));
    }

    /**
     * Tells it to end and waits for that.
     *
     * @throws IOException when it does not end by itself with status 0; the text says what it did
     */
    public void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the agent still ran " + STOP_TIMEOUT.toSeconds() + " s after SIGTERM");
        }
        if (process.exitValue() != 0) {
            throw new IOException("the agent ended with status " + process.exitValue());
        }
    }

    /** Ends it, by force when it does not listen. */
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
