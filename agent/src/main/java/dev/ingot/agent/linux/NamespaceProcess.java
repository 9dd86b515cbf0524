package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that waits in a new namespace until it is closed. A Java machine cannot make every namespace itself: those of
 * users are for processes with one thread.
 */
record NamespaceProcess(Process process) implements AutoCloseable {

    private static final List<String> WAIT = List.of("sh", "-c", "echo; read -r word");

    /** @param line a program that makes the namespace, and then becomes its arguments */
    static NamespaceProcess start(String... line) throws IOException {
        List<String> words = new ArrayList<>(List.of(line));
        words.addAll(WAIT);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        NamespaceProcess started = new NamespaceProcess(process);
        int first = process.getInputStream().read();
        if (first != '\n') {
            String said = (char) first + new String(process.getInputStream().readAllBytes());
            started.close();
            throw new IOException(line[0] + " failed: " + said.strip());
        }
        return started;
    }

    /** A file of its own in /proc. */
    Path file(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /** Lets a namespace live on by a file. */
    void keep(String kind, Path file) throws IOException {
        Files.createFile(file);
        Mounts.bind(file("ns").resolve(kind), file);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        process.getOutputStream().close();
        process.getInputStream().close();
    }
}
