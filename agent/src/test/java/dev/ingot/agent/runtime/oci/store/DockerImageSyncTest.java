package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresImageTools
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DockerImageSyncTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;
    private final FakeDocker docker = new FakeDocker();
    private ImageStore store;

    @BeforeEach
    void open() {
        store = ImageStore.open(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void ofEquallyOldImagesTheFirstListedIsTaken() throws IOException {
        String first = docker.add("a", "2026-03-01T10:00:00.9Z");
        docker.add("a", "2026-03-01T10:00:00.9Z");

        DockerImageSync.start(store, docker, LONG).close();

        assertEquals(Set.of(first), ids());
    }

    @Test
    void startDoesNotWaitForANewerImageOfAKnownEnvironment() throws Exception {
        store.importFrom(image("a", "2026-03-01T10:00:00.9Z"));
        String b = docker.add("b", "2026-03-01T10:00:00.9Z");
        String a = docker.add("a", "2026-03-02T10:00:00.9Z");
        CountDownLatch allowed = new CountDownLatch(1);
        docker.slow.put(a, allowed);
        try (DockerImageSync sync = DockerImageSync.start(store, docker, LONG)) {
            assertTrue(ids().contains(b), "start() waits for a new environment");
            assertFalse(ids().contains(a), "start() does not wait for a newer image");
            allowed.countDown();
            Eventually.awaitTrue(() -> ids().contains(a), () -> "the newer image is not imported");
            assertEquals(3, ids().size(), sync::toString);
        }
    }

    @Test
    void startImportsTheNewestImageOfEveryEnvironment() throws IOException {
        docker.add("a", "2026-03-01T10:00:00.9Z");
        String a = docker.add("a", "2026-03-02T10:00:00.9Z");
        String b = docker.add("b", "2026-01-01T10:00:00.9Z");

        DockerImageSync.start(store, docker, LONG).close();

        assertEquals(Set.of(a, b), ids());
    }

    @Test
    void importsANewerImageLater() throws Exception {
        String first = docker.add("a", "2026-03-01T10:00:00.9Z");
        try (DockerImageSync sync = DockerImageSync.start(store, docker, Duration.ofMillis(20))) {
            assertEquals(Set.of(first), ids());
            String second = docker.add("a", "2026-03-02T10:00:00.9Z");
            Eventually.awaitTrue(() -> ids().contains(second), () -> "the newer image is not imported");
            assertEquals(Set.of(first, second), ids(), "a job may still use the first: " + sync);
        }
    }

    @Test
    void doesNotImportAnImageOlderThanTheStores() throws IOException {
        docker.add("a", "2026-03-01T10:00:00.9Z");
        String newer = store.importFrom(image("a", "2026-03-01T10:00:02.1Z")).id();

        DockerImageSync.start(store, docker, LONG).close();

        assertEquals(Set.of(newer), ids());
    }

    @Test
    void nothingIsImportedTwice() throws IOException {
        docker.add("a", "2026-03-01T10:00:00.9Z");
        DockerImageSync sync = new DockerImageSync(store, docker, LONG);
        sync.syncOnce(_ -> true);
        sync.syncOnce(_ -> true);

        assertEquals(1, docker.requested.size());
    }

    @Test
    void aFailedImportBlocksNoOtherAndIsNotRetriedAtOnce() throws IOException {
        String broken = docker.add("broken", "2026-03-01T10:00:00.9Z");
        docker.sources.put(broken, ImageSource.parse("oci:" + folder.resolve("nothing")));
        String good = docker.add("good", "2026-03-01T10:00:00.9Z");
        DockerImageSync sync = new DockerImageSync(store, docker, LONG);
        sync.syncOnce(_ -> true);
        sync.syncOnce(_ -> true);

        assertEquals(Set.of(good), ids());
        assertEquals(1, docker.requested.stream().filter(broken::equals).count());
    }

    @Test
    void withoutADaemonNothingHappens() {
        DockerImageSync.start(store, DockerImageClient.at("unix:///nonexistent/docker.sock"), LONG).close();

        assertEquals(Set.of(), ids());
    }

    @Test
    void importsAgainWhenTheDaemonIsBack() throws IOException {
        String a = docker.add("a", "2026-03-01T10:00:00.9Z");
        docker.down = true;
        DockerImageSync sync = new DockerImageSync(store, docker, LONG);
        sync.syncOnce(_ -> true);
        assertEquals(Set.of(), ids());
        docker.down = false;
        sync.syncOnce(_ -> true);
        assertEquals(Set.of(a), ids());
    }

    @Test
    void continuesAfterAnUnexpectedFailure() throws Exception {
        try (DockerImageSync _ = DockerImageSync.start(store, docker, Duration.ofMillis(20))) {
            docker.failures.set(2);
            Eventually.awaitTrue(() -> docker.failures.get() <= 0, () -> "Docker is not asked again");
            String a = docker.add("a", "2026-03-01T10:00:00.9Z");
            Eventually.awaitTrue(() -> ids().equals(Set.of(a)), () -> "no import after the failures");
        }
    }

    @Test
    void closeDoesNotWaitForTheNextSync() {
        long began = System.nanoTime();
        DockerImageSync.start(store, docker, LONG).close();
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos());
    }

    private Set<String> ids() {
        return store.images().stream().map(StoredImage::id).collect(Collectors.toSet());
    }

    private ImageSource image(String environment, String created) throws IOException {
        return new TestImage().environment(environment).created(created).layer(new TestLayer().file("file", "1"))
            .at(Files.createTempDirectory(folder, "layout"));
    }

    /** Lists dates in whole seconds, like Docker. */
    private final class FakeDocker implements ExternalImages {
        private final List<ImageInfo> images = new CopyOnWriteArrayList<>();
        private final Map<String, ImageSource> sources = new HashMap<>();
        private final List<String> requested = new CopyOnWriteArrayList<>();
        private final Map<String, CountDownLatch> slow = new HashMap<>();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile boolean down;

        private String add(String environment, String created) throws IOException {
            ImageSource source = image(environment, created);
            sources.put(source.id(), source);
            images.add(new ImageInfo(source.id(), Instant.parse(created).truncatedTo(ChronoUnit.SECONDS),
                Map.of(Labels.ENVIRONMENT_NAME, environment)));
            return source.id();
        }

        @Override
        public List<ImageInfo> listGradingImages() {
            if (down) {
                throw new RuntimeFault(RuntimeFault.Kind.UNAVAILABLE, "down", null);
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("for a test");
            }
            return images;
        }

        @Override
        public ImageSource source(ImageInfo image) {
            requested.add(image.id());
            try {
                slow.getOrDefault(image.id(), new CountDownLatch(0)).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return sources.get(image.id());
        }
    }
}
