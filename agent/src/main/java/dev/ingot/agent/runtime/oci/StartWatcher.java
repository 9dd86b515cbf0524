package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.linux.PrivateFolder;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports when a container runs: its OCI command then writes a file. The kernel reports the file (inotify(7)), so it is not
 * polled. The caller closes it.
 */
final class StartWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartWatcher.class);

    /** The files that the commands write. */
    enum StartMarker {
        /** The process id of the first process, written once that executes the container's program. */
        PID_FILE("", "^\\d+\\s*$"),
        /** The state file of runsc, which writes its pid file before it knows whether the program exists. */
        STATE_FILE("_sandbox:", "\"status\":\"running\"");

        private final String separator;
        private final Pattern text;

        StartMarker(String separator, String text) {
            this.separator = separator;
            this.text = Pattern.compile(text);
        }

        private String fileName(String id) {
            return this == PID_FILE ? id : id + separator + id + ".state";
        }

        private String containerId(String file) {
            return this == PID_FILE ? file : file.split(separator, 2)[0];
        }
    }

    private final Path folder;
    private final StartMarker marker;
    private final WatchService watch;
    private final Map<String, CompletableFuture<Void>> expected = new ConcurrentHashMap<>();
    private WatchKey key;
    /** Used by the watching thread only. */
    private boolean failed;

    /**
     * Starts to watch.
     *
     * @param folder where the files are written; created when missing, in an existing folder
     */
    StartWatcher(Path folder, StartMarker marker) throws IOException {
        this.folder = folder;
        this.marker = marker;
        this.watch = folder.getFileSystem().newWatchService();
        try {
            renewWatch();
        } catch (IOException | RuntimeException | Error e) {
            watch.close();
            throw e;
        }
        Thread.ofVirtual().name("start-watcher").start(new BackgroundLoop("container starts", this::processNextEvents));
    }

    /**
     * Watches the folder, again if it was removed: the kernel watches an inode, not a path.
     *
     * @throws IOException when the folder cannot be created or watched
     */
    synchronized void renewWatch() throws IOException {
        if (key != null && key.isValid() && Files.isDirectory(folder)) {
            return;
        }
        PrivateFolder.createIn(folder.getParent(), folder.getFileName().toString());
        if (key != null) {
            LOG.warn("Folder {} was removed or replaced: created it again and renewed the watch", folder);
            key.cancel();
        }
        key = folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        expected.keySet().forEach(this::completeIfStarted);
    }

    /** Returns a future that completes when the container runs. Called before its command starts. */
    CompletableFuture<Void> expect(String id) {
        return expected.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /** Returns whether the file says that the container has started. */
    boolean hasStarted(String id) {
        try {
            return marker.text.matcher(Files.readString(folder.resolve(marker.fileName(id)))).find();
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops waiting for a container. */
    void forget(String id) {
        expected.remove(id);
    }

    private boolean processNextEvents() throws InterruptedException {
        if (failed) {
            failed = false;
            completeStarted(expected.keySet());
        }
        WatchKey signalled;
        try {
            signalled = watch.take();
        } catch (ClosedWatchServiceException e) {
            LOG.trace("Stopped watching {}", folder);
            return false;
        }
        try {
            List<WatchEvent<?>> events = signalled.pollEvents();
            boolean overflow = events.stream().anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW);
            completeStarted(overflow ? expected.keySet()
                : events.stream().map(event -> marker.containerId(event.context().toString())).toList());
        } finally {
            // Otherwise the key reports no further events.
            if (!signalled.reset()) {
                renewWatchOrLog();
            }
        }
        return true;
    }

    /**
     * Completes the futures of all containers that run, even if checking one fails; then all expected ones are checked again.
     */
    private void completeStarted(Collection<String> ids) {
        Throwable first = null;
        for (String id : ids) {
            try {
                completeIfStarted(id);
            } catch (RuntimeException | Error e) {
                failed = true;
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new IllegalStateException("cannot check all container starts in " + folder, first);
        }
    }

    private void renewWatchOrLog() {
        try {
            renewWatch();
        } catch (IOException e) {
            LOG.error("Cannot recreate {}: {}. No container can start. Remedy: restart the agent", folder,
                e.toString());
        }
    }

    private void completeIfStarted(String id) {
        CompletableFuture<Void> future = expected.get(id);
        if (future != null && hasStarted(id)) {
            future.complete(null);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
