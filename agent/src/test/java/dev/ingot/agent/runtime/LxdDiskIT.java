package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.SpecSketch.Finished;
import dev.ingot.agent.runtime.lxd.LxdSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance may write beside its image. */
@NamedRuntime("lxd")
class LxdDiskIT {

    private static final long LIMIT = 64L * 1024 * 1024;

    @TempDir
    private static Path folder;

    @Test
    void halfOfTheLimitIsWrittenAndTwiceIsNot() throws Exception {
        LxdSettings settings = LxdBench.settings(folder).limited(LIMIT);
        Bench bench = LxdBench.open(settings, folder);
        try {
            Finished half = bench.sh("dd if=/dev/urandom of=/file bs=1048576 count=32").run();
            assertEquals(new Exit.Code(0), half.exit(), half.stderr());
            Finished twice = bench.sh("dd if=/dev/urandom of=/file bs=1048576 count=128").run();
            assertTrue(twice.stderr().contains("quota exceeded"), twice.stderr());
        } finally {
            LxdBench.shut(settings, bench);
        }
    }
}
