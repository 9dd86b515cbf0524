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

/** In a JVM of its own, with the options that agents have and a small heap. */
@Timeout(120)
class GcOverheadWatchTest {

    /** Fills the heap with what one message takes, and goes on making garbage. */
    static final class HeapFiller {
        private static final int PIECE = 4096;
        private static final double FULL = 0.92;
        private static volatile byte[] garbage;

        private HeapFiller() { }

        /** As a job's thread, this one goes on when there is no memory. */
        private static void waste() {
            try {
                garbage = new byte[PIECE];
            } catch (OutOfMemoryError e) {
                garbage = null;
            }
        }

        public static void main(String[] words) throws Exception {
            MessageMemoryBudget budget = new MessageMemoryBudget(1L << 30);
            List<byte[]> held = Collections.synchronizedList(new ArrayList<>());
            try (MessageMemoryAccount small = budget.open(() -> System.out.println("the small one"));
                MessageMemoryAccount large = budget.open(() -> {
                    System.out.print("the large one");
                    held.clear();
                })) {
                small.admit(1 << 20);
                large.admit(100 << 20);
                Supplier<Optional<Long>> shed = words[0].equals("watched") ? budget::abortLargest : Optional::empty;
                try (GcOverheadWatch _ = GcOverheadWatch.start(shed)) {
                    long most = (long) (FULL * Runtime.getRuntime().maxMemory());
                    while (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() < most) {
                        held.add(new byte[PIECE]);
                    }
                    System.gc();
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                    while (!held.isEmpty() && System.nanoTime() < end) {
                        waste();
                    }
                    System.out.print(held.isEmpty() ? ", and on" : ", starved");
                }
            }
        }
    }

    private static String run(String word) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "@" + Path.of("..", "config", "jvm.options"), "-Xmx64m", "-cp",
            System.getProperty("java.class.path"), HeapFiller.class.getName(), word)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + said;
    }

    @Test
    void abortsTheLargestMessageBeforeMemoryRunsOut() throws Exception {
        assertEquals("0: the large one, and on", run("watched"));
    }
}
