package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.ingot.agent.Eventually;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests many containers at once, and one after the other. */
abstract class ConcurrencyContract {

    private static final Pattern THREAD = Pattern.compile("^#\\d+ \"(.*?)\"");
    private static final Pattern OF_THE_JDK = Pattern.compile(
        "^(ForkJoinPool|process reaper|VirtualThread-|.*Poller|Attach Listener|C[12] Compiler|Common-Cleaner)");

    private final ContractFixture fixture;

    ConcurrencyContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void sixteenRunAtOnceWithoutMixingTheirStreams() throws Exception {
        int many = 16;
        CyclicBarrier allUp = new CyclicBarrier(many);
        try (var all = new ConcurrentTasks()) {
            for (int i = 0; i < many; i++) {
                String own = "number " + i + "\n";
                all.run(() -> {
                    try (Container container = fixture.shell("echo up; read a; echo \"$a\"; exit 2").create()) {
                        Stdio streams = container.start();
                        assertEquals("up\n", new String(streams.stdout().readNBytes(3)));
                        allUp.await();
                        streams.stdin().write(ContractFixture.bytes(own));
                        assertEquals(own, ContractFixture.text(streams.stdout()));
                        assertEquals(new Exit.Code(2), container.await());
                    }
                });
            }
        }
    }

    @Test
    void leaksNoThreadsOrDescriptors() throws Exception {
        runSome(21);
        int threads = threads().size();
        long descriptors = descriptors();
        runSome(21);
        assertThreadsSettle(threads);
        assertTrue(descriptors() <= descriptors + 5, () -> descriptors + " descriptors before, more now");
    }

    private void runSome(int number) throws Exception {
        try (var all = new ConcurrentTasks()) {
            for (int lane = 0; lane < 3; lane++) {
                all.run(() -> {
                    for (int i = 0; i < number / 3 + 1; i++) {
                        assertEquals("x\n", fixture.shell("echo x").run().stdout());
                    }
                });
            }
        }
    }

    /** Waits until the threads that watch the containers have ended. */
    private static void assertThreadsSettle(int before) throws Exception {
        AtomicReference<List<String>> now = new AtomicReference<>(List.of());
        Eventually.awaitTrue(() -> {
            now.set(threads());
            return now.get().size() <= before;
        }, () -> before + " threads before, now " + now);
    }

    /** Returns the names of all threads, including virtual ones and except those of the JDK's own pools. */
    private static List<String> threads() throws IOException {
        Path dump = Files.createTempDirectory("threads").resolve("dump");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try {
            return Files.readAllLines(dump).stream()
                .map(THREAD::matcher).filter(Matcher::find).map(thread -> thread.group(1))
                .filter(name -> !OF_THE_JDK.matcher(name).find())
                .toList();
        } finally {
            Files.delete(dump);
            Files.delete(dump.getParent());
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
