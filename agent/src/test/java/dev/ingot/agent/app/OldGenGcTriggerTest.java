package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Runs the trigger in a separate JVM with the agent's JVM options. */
class OldGenGcTriggerTest {
    private static final int MIB = 1 << 20;
    /** Three times the first threshold. Without the trigger the heap grew to twice this size. */
    private static final int MAX_HEAP_MIB = 160;

    /** Keeps a few arrays alive until they are promoted, and prints the maximum heap size in MiB. */
    static final class GarbageMaker {
        private static final int TOTAL_ARRAYS = 1500;
        private static final int LIVE_ARRAYS = 12;

        private GarbageMaker() { }

        public static void main(String[] arguments) throws InterruptedException {
            long most = 0;
            try (OldGenGcTrigger _ = OldGenGcTrigger.install().orElseThrow()) {
                Deque<byte[]> held = new ArrayDeque<>();
                for (int i = 0; i < TOTAL_ARRAYS; i++) {
                    held.add(new byte[MIB]);
                    if (held.size() > LIVE_ARRAYS) {
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
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertTrue(Integer.parseInt(output) < MAX_HEAP_MIB, () -> "MiB of heap: " + output);
    }
}
