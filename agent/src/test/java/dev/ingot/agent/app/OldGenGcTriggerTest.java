package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, with the options that agents have. */
class OldGenGcTriggerTest {
    private static final int MIB = 1 << 20;
    /** Three times the first threshold; without the watch it was twice this. */
    private static final int MOST_MIB = 160;

    /** Holds a few arrays at a time, long enough to grow old, and prints how large the heap was at most in MiB. */
    static final class GarbageMaker {
        private static final int IN_ALL = 1500;
        private static final int AT_ONCE = 12;

        private GarbageMaker() { }

        public static void main(String[] words) throws InterruptedException {
            long most = 0;
            try (OldGenGcTrigger _ = OldGenGcTrigger.install().orElseThrow()) {
                Deque<byte[]> held = new ArrayDeque<>();
                for (int i = 0; i < IN_ALL; i++) {
                    held.add(new byte[MIB]);
                    if (held.size() > AT_ONCE) {
                        held.remove();
                        Thread.sleep(1);
                    }
                    most = Math.max(most, Runtime.getRuntime().totalMemory());
                }
            }
            System.out.print(most / MIB);
        }
    }

    @Test
    void heapStaysCloseToTheLiveData() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path options = Path.of("..", "config", "jvm.options");
        Process process = new ProcessBuilder(java.toString(), "@" + options, "-Xmx2g", "-cp",
            System.getProperty("java.class.path"), GarbageMaker.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertTrue(Integer.parseInt(said) < MOST_MIB, () -> "MiB of heap: " + said);
    }
}
