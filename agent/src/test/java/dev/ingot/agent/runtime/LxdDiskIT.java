package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import dev.ingot.agent.runtime.lxd.LxdSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the limit on what an instance writes in addition to its image. */
@RequiresRuntime("lxd")
class LxdDiskIT {

    private static final long LIMIT = 64L * 1024 * 1024;

    @TempDir
    private static Path folder;

    @Test
    void writesSucceedBelowTheDiskLimitAndFailAboveIt() throws Exception {
        LxdSettings settings = LxdFixture.settings(folder).withDiskLimit(LIMIT);
        ContractFixture fixture = LxdFixture.open(settings, folder);
        try {
            RunResult half = fixture.shell("dd if=/dev/urandom of=/file bs=1048576 count=32").run();
            assertEquals(new Exit.Code(0), half.exit(), half.stderr());
            RunResult twice = fixture.shell("dd if=/dev/urandom of=/file bs=1048576 count=128").run();
            assertTrue(twice.stderr().contains("quota exceeded"), twice.stderr());
        } finally {
            LxdFixture.close(settings, fixture);
        }
    }
}
