package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ingot bench soak} as a person runs it, for less long. */
@RequiresRuntime("oci:crun")
class SoakIT {
    @TempDir
    private Path folder;

    @Test
    void answersEveryJobOnceAndLeavesNothing() throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder soak = new ProcessBuilder(Path.of(System.getProperty("ingot.root"), "ingot").toString(), "bench", "soak",
            "--runtime", "oci:crun+2", "--jobs", "60", "--seed", "3");
        soak.environment().put("INGOT_JAVA_HOME", System.getProperty("java.home"));
        Process process = soak.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "it takes for ever");
            assertEquals(0, process.exitValue(), Files.readString(said));
        } finally {
            process.destroy();
        }
    }
}
