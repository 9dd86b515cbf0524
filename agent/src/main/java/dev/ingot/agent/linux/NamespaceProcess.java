package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that keeps a new namespace alive until it is closed. The JVM cannot create a user namespace itself: the kernel
 * requires a process with a single thread (unshare(2)).
 */
record NamespaceProcess(ChildProcess process) implements AutoCloseable {

    /** A program that echoes its input: when it answers, the namespace exists. */
    private static final String ECHO = "cat";

    /**
     * Starts the process and waits until the namespace exists.
     *
     * @param line a program that creates the namespace and then executes its remaining arguments
     * @throws IOException with the program's error output when it fails
     */
    static NamespaceProcess start(String... line) throws IOException {
        List<String> command = new ArrayList<>(List.of(line));
        command.add(ECHO);
        NamespaceProcess started = new NamespaceProcess(ChildProcess.start(command, Optional.empty()));
        if (!started.isReady()) {
            String text = new String(started.process.stderr().readAllBytes(), StandardCharsets.UTF_8).strip();
            started.close();
            throw new IOException(line[0] + " failed: " + text);
        }
        return started;
    }

    private boolean isReady() throws IOException {
        try {
            process.stdin().write('\n');
        } catch (IOException e) {
            // It has exited, and its standard error says why.
            return false;
        }
        return process.stdout().read() == '\n';
    }

    /** Returns the path of one of its files in {@code /proc}. */
    Path file(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /**
     * Binds a namespace to a file, so that it outlives the process.
     *
     * @param kind the name in {@code /proc/PID/ns}: {@code user} or {@code net}
     * @param file must not exist
     */
    void persist(String kind, Path file) throws IOException {
        Files.createFile(file);
        Mounts.bind(file("ns").resolve(kind), file);
    }

    @Override
    public void close() {
        process.kill();
        process.exit().join();
        process.close();
    }
}
