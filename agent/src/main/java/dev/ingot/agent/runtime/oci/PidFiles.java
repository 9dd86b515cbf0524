package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a container runs: its OCI command then writes the number of its first process into a file named after it. The
 * kernel tells of the file, nothing is polled.
 */
final class PidFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PidFiles.class);

    private final Path folder;
    private final WatchService watch;
    private final Map<String, CompletableFuture<Long>> expected = new ConcurrentHashMap<>();

    PidFiles(Path folder) throws IOException {
        this.folder = folder;
        this.watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        Thread.ofVirtual().name("pid-files").start(this::listen);
    }

    Path file(String id) {
        return folder.resolve(id);
    }

    /** Completes with the container's first process when it runs; to be called before the command is started. */
    CompletableFuture<Long> expect(String id) {
        return expected.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /** What the file says now. */
    Optional<Long> read(String id) {
        try {
            String text = Files.readString(file(id)).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void forget(String id) throws IOException {
        expected.remove(id);
        Files.deleteIfExists(file(id));
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                        expected.keySet().forEach(this::look);
                    } else {
                        look(event.context().toString());
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.trace("No more pid files in {}", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String id) {
        CompletableFuture<Long> waiting = expected.get(id);
        if (waiting != null) {
            read(id).ifPresent(waiting::complete);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
