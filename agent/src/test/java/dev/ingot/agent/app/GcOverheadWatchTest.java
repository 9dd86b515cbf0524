package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.limits.MessageMemoryBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the watch in a separate JVM with the agent's JVM options and a small heap. */
@Timeout(120)
class GcOverheadWatchTest {

    /** Fills the heap with the memory of one message, then keeps allocating garbage. */
    static final class HeapFiller {
        private static final int PIECE = 4096;
        private static final double FULL = 0.92;
        private static volatile byte[] garbage;

        private HeapFiller() { }

        /** Continues after an OutOfMemoryError, as the thread of a job does. */
        private static void allocateGarbage() {
            try {
                garbage = new byte[PIECE];
            } catch (OutOfMemoryError e) {
                garbage = null;
            }
        }

        public static void main(String[] arguments) throws Exception {
            MessageMemoryBudget budget = new MessageMemoryBudget(1L << 30);
            List<byte[]> held = Collections.synchronizedList(new ArrayList<>());
            try (MessageMemoryAccount small = budget.open(() -> System.out.println("aborted small"));
                MessageMemoryAccount large = budget.open(() -> {
                    System.out.print("aborted large");
                    held.clear();
                })) {
                small.admit(1 << 20);
                large.admit(100 << 20);
                Supplier<Optional<Long>> abortLargest = arguments[0].equals("watched") ? budget::abortLargest : Optional::empty;
                try (GcOverheadWatch _ = GcOverheadWatch.start(abortLargest)) {
                    long most = (long) (FULL * Runtime.getRuntime().maxMemory());
                    while (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() < most) {
                        held.add(new byte[PIECE]);
                    }
                    System.gc();
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                    while (!held.isEmpty() && System.nanoTime() < end) {
                        allocateGarbage();
                    }
                    System.out.print(held.isEmpty() ? ", continued" : ", starved");
                }
            }
        }
    }

    private static String run(String argument) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "@" + Path.of("..", "config", "jvm.options"), "-Xmx64m", "-cp",
            System.getProperty("java.class.path"), HeapFiller.class.getName(), argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + output;
    }

    @Test
    void abortsTheLargestMessageBeforeMemoryRunsOut() throws Exception {
        assertEquals("0: aborted large, continued", run("watched"));
    }
}
