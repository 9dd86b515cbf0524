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
 * Tells when a container runs: its OCI command then writes a file. The kernel tells of the file, nothing is polled. Whoever
 * opens it closes it.
 */
final class StartWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartWatcher.class);

    /** What the commands write. */
    enum StartMarker {
        /** The number of the first process, once that has become the container's program. */
        PID_FILE("", "^\\d+\\s*$"),
        /** Of runsc, which writes its pid file before it knows whether there is such a program. */
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
    /** Of the thread that listens. */
    private boolean failed;

    /** @param folder where the files will be */
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
        Thread.ofVirtual().name("start-signs").start(new BackgroundLoop("start signs", this::processNextEvents));
    }

    /** Watches the folder from the beginning, and anew after it was removed: the kernel watches a folder, not its name. */
    synchronized void renewWatch() throws IOException {
        if (key != null && key.isValid() && Files.isDirectory(folder)) {
            return;
        }
        PrivateFolder.createIn(folder.getParent(), folder.getFileName().toString());
        if (key != null) {
            LOG.warn("{} was removed or replaced, and is watched anew", folder);
            key.cancel();
        }
        key = folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        expected.keySet().forEach(this::completeIfStarted);
    }

    /** Completes when the container runs; to be called before its command begins. */
    CompletableFuture<Void> expect(String id) {
        return expected.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /** Whether the sign is there. */
    boolean hasStarted(String id) {
        try {
            return marker.text.matcher(Files.readString(folder.resolve(marker.fileName(id)))).find();
        } catch (IOException e) {
            return false;
        }
    }

    /** Nobody waits for it any more. */
    void forget(String id) {
        expected.remove(id);
    }

    private boolean processNextEvents() throws InterruptedException {
        if (failed) {
            failed = false;
            lookAt(expected.keySet());
        }
        WatchKey signalled;
        try {
            signalled = watch.take();
        } catch (ClosedWatchServiceException e) {
            LOG.trace("No more is looked for in {}", folder);
            return false;
        }
        try {
            List<WatchEvent<?>> events = signalled.pollEvents();
            boolean overflow = events.stream().anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW);
            lookAt(overflow ? expected.keySet() : events.stream().map(event -> marker.containerId(event.context().toString()))
                .toList());
        } finally {
            // Else the kernel's next events would be kept back.
            if (!signalled.reset()) {
                renewWatchOrLog();
            }
        }
        return true;
    }

    /** Looks at all of them, also when one cannot be looked at; all that are expected are looked at again then. */
    private void lookAt(Collection<String> ids) {
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
            throw new IllegalStateException("not every start can be seen in " + folder, first);
        }
    }

    private void renewWatchOrLog() {
        try {
            renewWatch();
        } catch (IOException e) {
            LOG.error("{} was removed and cannot be created again, so no container starts: {}; restart the agent", folder,
                e.toString());
        }
    }

    private void completeIfStarted(String id) {
        CompletableFuture<Void> waiting = expected.get(id);
        if (waiting != null && hasStarted(id)) {
            waiting.complete(null);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
