package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.oci.StartWatcher.StartMarker;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartWatcherTest {

    @Test
    void aSignThatCannotBeReadKeepsNoOtherFromBeingSeen(@TempDir Path top) throws Exception {
        Path folder = Files.createDirectory(top.resolve("signs"));
        try (StartWatcher signs = new StartWatcher(folder, StartMarker.PID_FILE)) {
            signs.expect("large");
            CompletableFuture<Void> started = signs.expect("started");
            // Larger than an array can be, so reading it fails. The next events are read after a pause, all at once.
            try (RandomAccessFile large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
                large.setLength(3L << 30);
                Thread.sleep(30);
                large.setLength(4L << 30);
                Files.writeString(folder.resolve("started"), "1234");
                large.setLength(5L << 30);
            }
            started.get(5, TimeUnit.SECONDS);
        }
    }
}
