package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
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

/** Tests that a layer on disk holds as much as configured, regardless of the memory limit, and that nothing of it remains. */
@RequiresRuntime("oci:crun")
class OciDiskLayerIT {

    private static final int MIB = 1 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;
    private static OciSettings settings;
    private static ContractFixture fixture;

    @BeforeAll
    static void open() throws Exception {
        settings = OciFixture.settings("crun", folder).withLayer(new WritableLayer.OnDisk(64 * MIB, 500));
        fixture = OciFixture.open(settings, folder);
    }

    /** Closing the runtime removes the disks prepared for future containers. */
    @AfterAll
    static void closeAndAssertNothingIsLeft() throws Exception {
        fixture.runtime().close();
        awaitNone(OciDiskLayerIT::files, "files");
        awaitNone(OciDiskLayerIT::loopDevices, "loop devices");
    }

    private interface Listing {
        List<?> now() throws IOException;
    }

    /** Waits, since the kernel frees a loop device with a delay, and a prepared layer has a file until it is mounted. */
    private static void awaitNone(Listing listing, String what) {
        Eventually.awaitTrue(TIMEOUT, () -> listing.now().isEmpty(), () -> what + " remain");
    }

    @Test
    void moreThanTheMemoryLimitMayBeWritten() throws Exception {
        RunResult finished = fixture.shell("dd if=/dev/zero of=/tmp/big bs=1048576 count=48 2>/dev/null; wc -c < /tmp/big")
            .memory(24 * MIB).run();
        assertEquals(48 * MIB + "\n", finished.stdout(), finished::stderr);
        assertEquals(new Exit.Code(0), finished.exit());
    }

    @Test
    void moreThanTheLimitIsNotWritten() throws Exception {
        RunResult full = fixture.shell("dd if=/dev/zero of=/big bs=1048576 count=100; wc -c < /big").memory(64 * MIB).run();
        assertTrue(full.stderr().contains("No space left"), full::stderr);
        assertTrue(Long.parseLong(full.stdout().strip()) < 64L * MIB, full::stdout);
        RunResult many = fixture.shell("i=0; while touch /tmp/$i; do i=$((i+1)); done; echo $i").run();
        assertTrue(many.stderr().contains("No space left"), many::stderr);
        assertTrue(Integer.parseInt(many.stdout().strip()) <= 512, many::stdout);
    }

    @Test
    void leavesNothingOnTheHost() throws Exception {
        try (Container container = fixture.shell("echo there > /tmp/mine; echo up; sleep 300").create()) {
            assertEquals('u', container.start().stdout().read());
            awaitNone(OciDiskLayerIT::files, "files with a name while they are used");
        }
        assertFalse(fixture.shell("cat /tmp/mine").run().stdout().contains("there"));
        assertEquals(List.of(), fixture.runtime().findOrphans(fixture.agentId()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(settings.images().resolve("layers"))) {
            return files.toList();
        }
    }

    /** Returns the loop devices that still use a file of this test. */
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
            // Freed in the meantime.
            return "";
        }
    }
}
