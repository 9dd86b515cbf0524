package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer on disk holds as much as configured, whatever the memory limit, and leaves nothing. */
@RequiresRuntime("oci:crun")
class OciDiskLayerIT {

    private static final int MIB = 1 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    @TempDir
    private static Path folder;
    private static OciSettings settings;
    private static ContractFixture bench;

    @BeforeAll
    static void open() throws Exception {
        settings = OciFixture.settings("crun", folder).withLayer(new WritableLayer.OnDisk(64 * MIB, 500));
        bench = OciFixture.open(settings, folder);
    }

    /** Those made ahead for containers to come go with the runtime. */
    @AfterAll
    static void closeAndAssertNothingIsLeft() throws Exception {
        bench.runtime().close();
        awaitNone(OciDiskLayerIT::files, "files");
        awaitNone(OciDiskLayerIT::loopDevices, "loop devices");
    }

    private interface Listing {
        List<?> now() throws IOException;
    }

    /** The kernel frees a device soon after, and the layer of a container to come has a name until it is mounted. */
    private static void awaitNone(Listing listing, String what) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!listing.now().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_INTERVAL);
        }
        assertEquals(List.of(), listing.now(), what);
    }

    @Test
    void moreThanTheMemoryLimitMayBeWritten() throws Exception {
        RunResult finished = bench.shell("dd if=/dev/zero of=/tmp/big bs=1048576 count=48 2>/dev/null; wc -c < /tmp/big")
            .memory(24 * MIB).run();
        assertEquals(48 * MIB + "\n", finished.stdout(), finished::stderr);
        assertEquals(new Exit.Code(0), finished.exit());
    }

    @Test
    void moreThanTheLimitIsNotWritten() throws Exception {
        RunResult full = bench.shell("dd if=/dev/zero of=/big bs=1048576 count=100; wc -c < /big").memory(64 * MIB).run();
        assertTrue(full.stderr().contains("No space left"), full::stderr);
        assertTrue(Long.parseLong(full.stdout().strip()) < 64L * MIB, full::stdout);
        RunResult many = bench.shell("i=0; while touch /tmp/$i; do i=$((i+1)); done; echo $i").run();
        assertTrue(many.stderr().contains("No space left"), many::stderr);
        assertTrue(Integer.parseInt(many.stdout().strip()) <= 512, many::stdout);
    }

    @Test
    void leavesNothingOnTheHost() throws Exception {
        try (Container container = bench.shell("echo there > /tmp/mine; echo up; sleep 300").create()) {
            assertEquals('u', container.start().stdout().read());
            awaitNone(OciDiskLayerIT::files, "files with a name while they are used");
        }
        assertFalse(bench.shell("cat /tmp/mine").run().stdout().contains("there"));
        assertEquals(List.of(), bench.runtime().findOrphans(bench.agentId()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(settings.images().resolve("layers"))) {
            return files.toList();
        }
    }

    /** Those that still hold a file of ours. */
    private static List<String> loopDevices() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.map(device -> device.resolve("loop/backing_file")).filter(Files::exists).map(OciDiskLayerIT::read)
                .filter(file -> file.startsWith(folder.toString())).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // Freed meanwhile.
            return "";
        }
    }
}
