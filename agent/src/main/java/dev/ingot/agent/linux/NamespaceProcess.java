package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that waits in a new namespace until it is closed. A Java machine cannot make every namespace itself: those of
 * users are for processes with one thread.
 */
record NamespaceProcess(ChildProcess process) implements AutoCloseable {

    /** Says what it is told: once it does, the namespace is there. */
    private static final String ECHO = "cat";

    /** @param line a program that makes the namespace, and then becomes its arguments */
    static NamespaceProcess start(String... line) throws IOException {
        List<String> words = new ArrayList<>(List.of(line));
        words.add(ECHO);
        NamespaceProcess started = new NamespaceProcess(ChildProcess.start(words, Optional.empty()));
        if (!started.isReady()) {
            String said = new String(started.process.stderr().readAllBytes(), StandardCharsets.UTF_8).strip();
            started.close();
            throw new IOException(line[0] + " failed: " + said);
        }
        return started;
    }

    private boolean isReady() throws IOException {
        try {
            process.stdin().write('\n');
        } catch (IOException e) {
            // It has ended already, and says why on its other stream.
            return false;
        }
        return process.stdout().read() == '\n';
    }

    /** A file of its own in /proc. */
    Path file(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /** Lets a namespace live on by a file. */
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
