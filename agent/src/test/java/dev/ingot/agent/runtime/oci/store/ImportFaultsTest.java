package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts imports, and runs several at once. */
@RequiresImageTools
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ImportFaultsTest {
    private static final int MANY = 4000;

    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsReportedAsExhaustedAndLeavesNothing() throws Exception {
        ImageSource large = new TestImage().layer(new TestLayer().file("large", "x".repeat(12 << 20)))
            .at(folder.resolve("large"));
        ImageSource small = new TestImage().layer(new TestLayer().file("small", "x")).at(folder.resolve("small"));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString());
        try (ImageStore store = ImageStore.open(disk.resolve("store"))) {
            RuntimeFault fault = assertThrows(RuntimeFault.class, () -> store.importFrom(large));
            assertEquals(Kind.EXHAUSTED, fault.kind(), fault.getMessage());
            assertEquals(List.of(), store.images());
            assertEquals(List.of(), staged(disk.resolve("store")));
            assertEquals(small.id(), store.importFrom(small).id());
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void openRemovesWhatAKilledImportLeft() throws Exception {
        ImageSource source = many();
        Path root = folder.resolve("store");
        ImageStore.open(root).close();
        Process importer = ImportProcess.of(root, source.toString()).start();
        Eventually.awaitTrue(() -> {
            assertTrue(importer.isAlive(), "the import ended before it could be killed");
            return staged(root).stream().anyMatch(staged -> Files.exists(staged.resolve("tree")));
        }, () -> "the import stages nothing");
        importer.destroyForcibly().waitFor();

        try (ImageStore store = ImageStore.open(root)) {
            assertEquals(List.of(), store.images());
            // The tool of the killed import may still be writing; that damages nothing, and its folder is removed in the end.
            StoredImage image = store.importFrom(source);
            try (Stream<Path> files = Files.list(image.tree())) {
                assertEquals(MANY, files.count());
            }
            Eventually.awaitTrue(Duration.ofMinutes(1), () -> {
                store.gc(ImageStore.GC_GRACE);
                return staged(root).isEmpty();
            }, () -> "the folder of the killed import is not removed");
        }
    }

    @Test
    void concurrentImportsOfOneImageShareTheResult() throws Exception {
        ImageSource source = many();
        Path root = folder.resolve("store");
        try (ImageStore first = ImageStore.open(root); ImageStore second = ImageStore.open(root);
             ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoredImage>> imports = IntStream.range(0, 6).mapToObj(i ->
                threads.submit(() -> (i % 2 == 0 ? first : second).importFrom(source))).toList();
            for (Future<StoredImage> one : imports) {
                StoredImage image = one.get();
                assertEquals(first.require(source.id()), image);
            }
            assertEquals(List.of(), staged(root));
        }
    }

    @Test
    void anInterruptedImportLeavesNoImage() throws Exception {
        ImageSource source = many();
        try (ImageStore store = ImageStore.open(folder.resolve("store"))) {
            Thread importer = Thread.ofVirtual().start(() -> assertThrows(RuntimeFault.class, () -> store.importFrom(source)));
            Eventually.awaitTrue(() -> !staged(folder.resolve("store")).isEmpty(), () -> "the import stages nothing");
            importer.interrupt();
            importer.join();
            assertEquals(List.of(), store.images());
            store.gc(ImageStore.GC_GRACE);
            assertEquals(List.of(), staged(folder.resolve("store")));
        }
    }

    private ImageSource many() throws IOException {
        TestLayer layer = new TestLayer();
        IntStream.range(0, MANY).forEach(i -> layer.file("file" + i, "content " + i));
        return new TestImage().layer(layer).at(Files.createTempDirectory(folder, "layout"));
    }

    private static List<Path> staged(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("staging"))) {
            return files.toList();
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }
}
