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
 * Keeps a store as new as a Docker daemon: of every grading environment the newest image is imported once the daemon has one
 * newer than the store's, and superseded images go. Without a daemon nothing happens. Whoever starts it closes it, before the
 * store.
 */
public final class DockerImageSync implements AutoCloseable {
    /** A look costs the daemon one listing of some milliseconds. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(DockerImageSync.class);
    /** A full disk or a missing program is not mended within seconds, and every attempt costs. */
    private static final Duration RETRY_DELAY = Duration.ofMinutes(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    /** Of equally old ones the first listed is preferred. */
    private static final BinaryOperator<ImageInfo> NEWER =
        (first, second) -> second.created().isAfter(first.created()) ? second : first;
    /** Unpacking keeps a processor busy; more at once would only keep jobs waiting. */
    private static final int PARALLEL_IMPORTS = 2;

    private final ImageStore store;
    private final ExternalImages docker;
    private final Thread watcher;
    /** Image id to the time of its last failed import. */
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private boolean unavailableLogged;

    DockerImageSync(ImageStore store, ExternalImages docker, Duration period) {
        this.store = store;
        this.docker = docker;
        // The work is done by programs that run at low priority; the thread itself waits.
        this.watcher = Thread.ofPlatform().name("docker-images").daemon().unstarted(new BackgroundLoop("images of Docker", () -> {
            syncOnce(_ -> true);
            Thread.sleep(period);
            return true;
        }));
    }

    /**
     * Returns once the store has an image of every environment that Docker has: what comes later under a new name would wait
     * for another registration. Newer images of known names follow on a thread of its own, which looks every {@code period}.
     * What fails is logged and tried again later.
     */
    public static DockerImageSync start(ImageStore store, ExternalImages docker, Duration period) {
        DockerImageSync sync = new DockerImageSync(store, docker, period);
        sync.syncOnce(image -> !sync.isKnown(image));
        sync.watcher.start();
        return sync;
    }

    /** Brings what the store lacks of the newest images that are {@code asked} for. */
    void syncOnce(Predicate<ImageInfo> asked) {
        try {
            Collection<ImageInfo> newest = newest();
            unavailableLogged = false;
            importAll(newest.stream().filter(asked).filter(this::isWanted).toList());
            store.gc(ImageStore.GC_GRACE);
        } catch (RuntimeFault e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                LOG.warn("Taking images over from Docker failed: {}", e.getMessage());
            } else if (!unavailableLogged) {
                unavailableLogged = true;
                LOG.info("No images are taken over from Docker until it answers: {}", e.getMessage());
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
        boolean resting = failed != null && System.nanoTime() - failed < RETRY_DELAY.toNanos();
        return !resting && store.images().stream().noneMatch(stored -> stored.id().equals(image.id()) || isNewer(stored, image));
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
        LOG.info("{} images are taken over from Docker: {}", images.size(),
            images.stream().map(DockerImageSync::environment).sorted().collect(Collectors.joining(", ")));
        AtomicInteger done = new AtomicInteger();
        ThreadFactory threads = Thread.ofVirtual().name("docker-image-", 0).factory();
        try (ExecutorService importing = Executors.newFixedThreadPool(PARALLEL_IMPORTS, threads)) {
            images.forEach(image -> importing.execute(() -> {
                importOne(image);
                LOG.info("{} of {} images are through: {}", done.incrementAndGet(), images.size(), environment(image));
            }));
        }
    }

    private void importOne(ImageInfo image) {
        try {
            store.importFrom(docker.source(image));
            failures.remove(image.id());
        } catch (RuntimeFault e) {
            failures.put(image.id(), System.nanoTime());
            LOG.warn("Docker's image {} for {} is not taken over: {}", image.id(), environment(image), e.getMessage());
        } catch (RuntimeException e) {
            failures.put(image.id(), System.nanoTime());
            LOG.error("Docker's image {} for {} is not taken over", image.id(), environment(image), e);
        }
    }

    /** Ends the watch; an import under way is given up and leaves nothing. */
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
