package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresImageTools
class ImageStoreTest {
    private static final String UNKNOWN_ID = "sha256:" + "0".repeat(64);

    @TempDir
    private Path folder;
    private Path root;
    private ImageStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("store");
        store = ImageStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsTheConfigurationOfAnImage() throws IOException {
        ImageSource source = image("test", "2026-03-01T10:00:00.5Z");

        StoredImage image = store.importFrom(source);

        assertEquals(source.id(), image.id());
        assertEquals(Instant.parse("2026-03-01T10:00:00.5Z"), image.created());
        assertEquals(Map.of("org.inginious.grading.name", "test", "colour", "blue"), image.labels());
        assertEquals(List.of("PATH=/bin", "A=b c"), image.environment());
        assertEquals(List.of("/run", "one", "two"), image.command());
        assertEquals("/task", image.workingDirectory());
        assertEquals("4242:4242", image.user());
        assertEquals(source.toString(), image.source());
        assertEquals("1", Files.readString(image.tree().resolve("file")));
        assertEquals(List.of(image), store.images());
        assertEquals(image, store.require(source.id()));
    }

    @Test
    void foldersOfTheStoreArePrivate() throws IOException {
        store.importFrom(image("test", "2026-03-01T10:00:00Z"));

        for (Path path : List.of(root, root.resolve("images"), root.resolve("staging"))) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path.toString());
        }
    }

    @Test
    void theSameImageIsNotImportedTwice() throws IOException {
        ImageSource source = image("test", "2026-03-01T10:00:00Z");

        assertEquals(store.importFrom(source).imported(), store.importFrom(source).imported());
    }

    @Test
    void otherProcessesSeeImportsAndRemovals() throws IOException {
        try (ImageStore other = ImageStore.open(root)) {
            assertEquals(List.of(), other.images());
            StoredImage image = store.importFrom(image("test", "2026-03-01T10:00:00Z"));
            assertEquals(List.of(image), other.images());
            other.remove(image.id());
            assertEquals(List.of(), store.images());
        }
    }

    @Test
    void anImageInUseIsNotRemoved() throws IOException {
        StoredImage image = store.importFrom(image("test", "2026-03-01T10:00:00Z"));
        try (ImageStore other = ImageStore.open(root);
             ImageLease first = store.lease(image.id()); ImageLease second = other.lease(image.id())) {
            assertEquals(image, first.image());
            assertFault(Kind.CONFLICT, () -> other.remove(image.id()));
            first.close();
            first.close();
            assertFault(Kind.CONFLICT, () -> store.remove(image.id()));
            assertEquals(image.id(), second.image().id());
        }
        store.remove(image.id());
        assertFalse(Files.exists(image.tree()));
        assertFault(Kind.NOT_FOUND, () -> store.lease(image.id()));
        assertFault(Kind.NOT_FOUND, () -> store.remove(image.id()));
    }

    @Test
    void gcRemovesSupersededImagesOfTheSameEnvironmentOnly() throws IOException {
        StoredImage old = store.importFrom(image("a", "2026-03-01T10:00:00Z"));
        StoredImage used = store.importFrom(image("a", "2026-03-02T10:00:00Z"));
        StoredImage newest = store.importFrom(image("a", "2026-03-03T10:00:00Z"));
        StoredImage alone = store.importFrom(image("b", "2026-02-01T10:00:00Z"));

        assertEquals(List.of(), store.gc(Duration.ofMinutes(1)), "the newest was imported just now");
        try (ImageLease lease = store.lease(used.id())) {
            assertEquals(List.of(old.id()), store.gc(Duration.ZERO));
            assertEquals(used, lease.image());
        }
        assertEquals(List.of(used.id()), store.gc(Duration.ZERO));
        assertEquals(List.of(alone, newest), store.images());
    }

    @Test
    void theLaterImportIsNewerWhenCreatedAtTheSameInstant() throws IOException {
        StoredImage first = store.importFrom(image("a", "1970-01-01T00:00:00Z", "1"));
        StoredImage second = store.importFrom(image("a", "1970-01-01T00:00:00Z", "2"));

        assertEquals(List.of(first.id()), store.gc(Duration.ZERO));
        assertEquals(List.of(second), store.images());
    }

    @Test
    void ignoresADamagedImageAndCanRemoveIt() throws IOException {
        StoredImage image = store.importFrom(image("a", "2026-03-01T10:00:00Z"));
        Files.writeString(image.tree().resolveSibling(ImageStore.IMAGE_FILE), "{}");
        try (ImageStore fresh = ImageStore.open(root)) {
            assertEquals(List.of(), fresh.images());
            assertDoesNotThrow(() -> fresh.remove(image.id()));
        }
    }

    @Test
    void rejectsInvalidStoresAndImages() throws IOException {
        assertFault(Kind.INVALID, () -> store.lease("../../etc"));
        assertFault(Kind.NOT_FOUND, () -> store.require(UNKNOWN_ID));
        assertFault(Kind.INTERNAL, () -> store.importFrom(ImageSource.parse("oci:" + folder.resolve("nothing"))));
        assertFault(Kind.INVALID, () -> ImageStore.open(folder.resolve("with:colon")));
        Files.createDirectories(folder.resolve("pictures/images"));
        assertFault(Kind.INVALID, () -> ImageStore.open(folder.resolve("pictures")));
        Files.writeString(root.resolve("layout"), "ingot image store 2\n");
        assertFault(Kind.INVALID, () -> ImageStore.open(root));
    }

    @Test
    void leavesForeignFilesInStagingAlone() throws IOException {
        Path left = Files.createDirectories(root.resolve("staging").resolve("0".repeat(64) + "." + UUID.randomUUID() + "/tree"));
        Path foreign = Files.createDirectory(root.resolve("staging/lost+found"));
        try (ImageStore again = ImageStore.open(root)) {
            assertEquals(List.of(), again.images());
        }
        assertFalse(Files.exists(left.getParent()));
        assertTrue(Files.exists(foreign));
    }

    private ImageSource image(String environment, String created) throws IOException {
        return image(environment, created, "1");
    }

    private ImageSource image(String environment, String created, String content) throws IOException {
        return new TestImage().environment(environment).created(created).layer(new TestLayer().file("file", content))
            .at(Files.createTempDirectory(folder, "layout"));
    }

    private static void assertFault(Kind kind, Runnable act) {
        RuntimeFault fault = assertThrows(RuntimeFault.class, act::run);
        assertEquals(kind, fault.kind(), fault.getMessage());
        assertFalse(Stream.of(fault.getMessage()).anyMatch(String::isBlank));
    }
}
