package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many containers at once, and one after the other. */
abstract class ConcurrencyContract {

    private final Bench bench;

    ConcurrencyContract(Bench bench) {
        this.bench = bench;
    }

    @Test
    void sixteenRunAtOnceWithoutMixingTheirStreams() throws Exception {
        int many = 16;
        CyclicBarrier allUp = new CyclicBarrier(many);
        try (var all = new Together()) {
            for (int i = 0; i < many; i++) {
                String own = "number " + i + "\n";
                all.run(() -> {
                    try (Container container = bench.sh("echo up; read a; echo \"$a\"; exit 2").create()) {
                        Stdio streams = container.start();
                        assertEquals("up\n", new String(streams.stdout().readNBytes(3)));
                        allUp.await();
                        streams.stdin().write(Bench.bytes(own));
                        assertEquals(own, Bench.text(streams.stdout()));
                        assertEquals(new Exit.Code(2), container.await());
                    }
                });
            }
        }
    }

    @Test
    void nothingGrowsWithTheNumberOfContainersRun() throws Exception {
        runSome(30);
        long threads = threads();
        long descriptors = descriptors();
        runSome(30);
        assertThreadsSettle(threads);
        assertTrue(descriptors() <= descriptors + 5, () -> descriptors + " descriptors before, more now");
    }

    private void runSome(int number) throws Exception {
        try (var all = new Together()) {
            for (int lane = 0; lane < 3; lane++) {
                all.run(() -> {
                    for (int i = 0; i < number / 3 + 1; i++) {
                        assertEquals("x\n", bench.sh("echo x").run().stdout());
                    }
                });
            }
        }
    }

    /** Threads that see their container's end have a moment to go. */
    private static void assertThreadsSettle(long before) throws InterruptedException {
        for (int i = 0; i < 50 && threads() > before + 2; i++) {
            Thread.sleep(100);
        }
        assertTrue(threads() <= before + 2, () -> before + " threads before, now " + Thread.getAllStackTraces().keySet());
    }

    private static long threads() {
        return Thread.getAllStackTraces().size();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
