package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports the images of a Docker daemon: of every grading environment the newest image, as soon as the daemon has a newer one
 * than the store. Superseded images are removed. Does nothing while the daemon is unavailable. The caller closes it before
 * the store.
 */
public final class DockerImageSync implements AutoCloseable {
    /** The usual interval; a check costs the daemon one listing of some milliseconds. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(DockerImageSync.class);
    /** A full disk or a missing program needs minutes to be fixed, and every attempt is expensive. */
    private static final Duration RETRY_DELAY = Duration.ofMinutes(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    /** Of images of the same age the first listed is preferred. */
    private static final BinaryOperator<ImageInfo> NEWER =
        (first, second) -> second.created().isAfter(first.created()) ? second : first;
    /** Unpacking keeps a processor busy; more at once would slow down jobs. */
    private static final int PARALLEL_IMPORTS = 2;

    private final ImageStore store;
    private final ExternalImages docker;
    private final Thread watcher;
    /** Image id to the time of its last failed import, by {@link System#nanoTime()}. */
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private boolean unavailableLogged;

    DockerImageSync(ImageStore store, ExternalImages docker, Duration period) {
        this.store = store;
        this.docker = docker;
        // Programs of low priority do the work; this thread waits for them.
        BackgroundLoop loop = new BackgroundLoop("docker image sync", () -> {
            syncOnce(_ -> true);
            Thread.sleep(period);
            return true;
        });
        this.watcher = Thread.ofPlatform().name("docker-image-sync").daemon().unstarted(loop);
    }

    /**
     * Starts the import. Returns when the store has an image of every environment that Docker has, because an environment
     * added later needs another registration with the backend. Newer images of known environments follow in the background.
     * Failures are logged and repeated later.
     *
     * @param period the interval of the checks
     */
    public static DockerImageSync start(ImageStore store, ExternalImages docker, Duration period) {
        DockerImageSync sync = new DockerImageSync(store, docker, period);
        sync.syncOnce(image -> !sync.isKnown(image));
        sync.watcher.start();
        return sync;
    }

    /**
     * Imports the newest image of each environment that the store lacks, then removes superseded images.
     *
     * @param filter selects among the newest images
     */
    void syncOnce(Predicate<ImageInfo> filter) {
        try {
            Collection<ImageInfo> newest = newest();
            unavailableLogged = false;
            importAll(newest.stream().filter(filter).filter(this::isWanted).toList());
            store.gc(ImageStore.GC_GRACE);
        } catch (RuntimeFault e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                LOG.warn("Cannot import images from Docker: {}; the next check tries again", e.getMessage());
            } else if (!unavailableLogged) {
                unavailableLogged = true;
                LOG.info("Image import from Docker is paused until Docker answers: {}", e.getMessage());
            }
        }
    }

    private Collection<ImageInfo> newest() {
        return docker.listGradingImages().stream()
            .collect(Collectors.toMap(DockerImageSync::environment, Function.identity(), NEWER, TreeMap::new))
            .values();
    }

    private static String environment(ImageInfo image) {
        return image.labels().get(Labels.ENVIRONMENT_NAME);
    }

    private boolean isWanted(ImageInfo image) {
        Long failed = failures.get(image.id());
        boolean delayed = failed != null && System.nanoTime() - failed < RETRY_DELAY.toNanos();
        return !delayed && store.images().stream().noneMatch(stored -> stored.id().equals(image.id()) || isNewer(stored, image));
    }

    private static boolean hasSameEnvironment(StoredImage stored, ImageInfo image) {
        return stored.environmentName().equals(Optional.of(environment(image)));
    }

    private static boolean isNewer(StoredImage stored, ImageInfo image) {
        return hasSameEnvironment(stored, image)
            // Docker lists dates in whole seconds.
            && stored.created().truncatedTo(ChronoUnit.SECONDS).isAfter(image.created());
    }

    private boolean isKnown(ImageInfo image) {
        return store.images().stream().anyMatch(stored -> hasSameEnvironment(stored, image));
    }

    private void importAll(List<ImageInfo> images) {
        if (images.isEmpty()) {
            return;
        }
        LOG.info("Importing {} images from Docker: {}", images.size(),
            images.stream().map(DockerImageSync::environment).sorted().collect(Collectors.joining(", ")));
        AtomicInteger done = new AtomicInteger();
        ThreadFactory threads = Thread.ofVirtual().name("docker-image-", 0).factory();
        try (ExecutorService importing = Executors.newFixedThreadPool(PARALLEL_IMPORTS, threads)) {
            images.forEach(image -> importing.execute(() -> {
                importOne(image);
                LOG.info("Finished {} of {} images: {}", done.incrementAndGet(), images.size(), environment(image));
            }));
        }
    }

    private void importOne(ImageInfo image) {
        try {
            store.importFrom(docker.source(image));
            failures.remove(image.id());
        } catch (RuntimeFault e) {
            failures.put(image.id(), System.nanoTime());
            LOG.warn("Cannot import Docker image {} for environment {}: {}; next attempt in {} min", image.id(),
                environment(image), e.getMessage(), RETRY_DELAY.toMinutes());
        } catch (RuntimeException e) {
            failures.put(image.id(), System.nanoTime());
            LOG.error("Cannot import Docker image {} for environment {}; next attempt in {} min", image.id(), environment(image),
                RETRY_DELAY.toMinutes(), e);
        }
    }

    /** Stops the checks. A running import is aborted and leaves nothing behind. */
    @Override
    public void close() {
        watcher.interrupt();
        try {
            watcher.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
