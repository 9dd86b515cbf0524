package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the limits and the reported usage of containers. */
abstract class LimitsContract {

    private static final long MIB = ContainerSpecBuilder.MIB;
    /** Counts for about a second and then prints the CPU time used. */
    private static final String BUSY = "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; times";
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s");

    private final ContractFixture fixture;

    LimitsContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void tooMuchMemoryEndsTheContainer() throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        RunResult finished = fixture.shell("exec tail /dev/zero").memory(32 * MIB).run();
        assertEquals(new Exit.OutOfMemory(), finished.exit());
        assertTrue(finished.usage().outOfMemory());
    }

    @Test
    void reportsOutOfMemoryOfAChildProcess() throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        RunResult finished = fixture.shell("tail /dev/zero; exit 3").memory(32 * MIB).run();
        assertTrue(finished.usage().outOfMemory());
        // When the limit kills the whole container, the shell is killed together with its child.
        assertTrue(finished.exit().equals(new Exit.Code(3)) || finished.exit().equals(new Exit.OutOfMemory()),
            () -> finished.exit().toString());
    }

    @Test
    void reportsOutOfMemoryOfADetachedContainer() throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        try (Container container = fixture.shell("tail /dev/zero; exit 3").memory(32 * MIB).detached().create()) {
            container.start();
            container.await();
            assertTrue(container.usage().outOfMemory());
        }
    }

    @Test
    void reportsOutOfMemoryWhileTheContainerRuns() throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        fixture.assume(Capability.CHEAP_USAGE);
        try (Container container = fixture.shell("tail /dev/zero; echo after; sleep 300").memory(32 * MIB).create()) {
            // Ends at once when the limit kills the whole container.
            container.start().stdout().read();
            assertTrue(container.usage().outOfMemory());
        }
    }

    @Test
    void reportsNoOutOfMemoryWithinTheLimit() throws Exception {
        RunResult finished = fixture.shell("x=$(head -c 8000000 /dev/zero | tr '\\000' x); exit ${#x}").memory(128 * MIB).run();
        assertFalse(finished.usage().outOfMemory());
        assertEquals(8000000 % 256, finished.exit().status());
    }

    @Test
    void reportsThePeakOfMemory() throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        Usage usage = fixture.shell("x=$(head -c 20000000 /dev/zero | tr '\\000' x)").memory(256 * MIB).run().usage();
        assertTrue(usage.memoryPeakBytes() > 20_000_000 && usage.memoryPeakBytes() <= 256 * MIB, () -> usage.toString());
    }

    @Test
    void aKilledContainerIsNotOutOfMemory() throws Exception {
        try (Container container = fixture.shell("sleep 300").create()) {
            container.start();
            container.kill();
            assertEquals(new Exit.Signalled(9), container.await());
            assertFalse(container.usage().outOfMemory());
        }
    }

    @Test
    void processesAreLimited() throws Exception {
        fixture.assume(Capability.LIMIT_PROCESSES);
        String spawn = "i=0; while [ $i -lt 40 ]; do sleep 300 & i=$((i+1)); done; echo all";
        assertEquals("all\n", fixture.shell(spawn).processes(64).run().stdout());
        assertEquals("", fixture.shell(spawn).processes(16).run().stdout());
    }

    @Test
    void limitsOfARunningContainerAreRaisedAndLowered() throws Exception {
        fixture.assume(Capability.LIVE_RESIZE);
        String use = "read size; x=$(head -c $size /dev/zero | tr '\\000' x); echo ${#x}";
        Limits roomy = new Limits(256 * MIB, 64, 256);
        Limits narrow = new Limits(32 * MIB, 64, 256);
        assertEquals("80000000\n", resized(use, roomy, "80000000\n", narrow).stdout());
        assertTrue(resized(use, narrow, "80000000\n", roomy).usage().outOfMemory());
    }

    @Test
    void theProcessLimitOfARunningContainerIsChanged() throws Exception {
        fixture.assume(Capability.LIVE_RESIZE);
        fixture.assume(Capability.LIMIT_PROCESSES);
        String spawn = "read go; i=0; while [ $i -lt 40 ]; do sleep 300 & i=$((i+1)); done; echo all";
        Limits many = new Limits(128 * MIB, 64, 256);
        Limits few = new Limits(128 * MIB, 16, 256);
        assertEquals("all\n", resized(spawn, many, "go\n", few).stdout());
        assertEquals("", resized(spawn, few, "go\n", many).stdout());
    }

    /** Starts with some limits, changes them, and only then lets the script continue. */
    private RunResult resized(String script, Limits then, String word, Limits before) throws Exception {
        try (Container container = fixture.shell(script).memory(before.memoryBytes()).processes(before.processes()).create()) {
            Stdio streams = container.start();
            container.updateLimits(then);
            streams.stdin().write(word.getBytes(StandardCharsets.US_ASCII));
            streams.stdin().close();
            Thread.ofVirtual().start(() -> ContractFixture.text(streams.stderr()));
            String said = ContractFixture.text(streams.stdout());
            return new RunResult(container.await(), said, "", container.usage());
        }
    }

    @Test
    void openFilesAreLimited() throws Exception {
        assertEquals("100\n100\n", fixture.shell("ulimit -Sn; ulimit -Hn").files(100).run().stdout());
    }

    @Test
    void reportsProcessorTime() throws Exception {
        assumeSharedKernel();
        RunResult finished = fixture.shell(BUSY).run();
        double own = TIMES.matcher(finished.stdout()).results().mapToDouble(LimitsContract::seconds).sum();
        double told = finished.usage().cpuNanos() / 1e9;
        assertEquals(own, told, own * 0.2, "of the shell's own count");
    }

    @Test
    void reportsProcessorTimeOfChildren() throws Exception {
        assumeSharedKernel();
        RunResult finished = fixture.shell("sh -c '" + BUSY + "' & sh -c '" + BUSY + "' & wait; times").run();
        double own = TIMES.matcher(finished.stdout()).results().limit(8).mapToDouble(LimitsContract::seconds).sum();
        double told = finished.usage().cpuNanos() / 1e9;
        assertEquals(own, told, own * 0.2, "of the shells' own count");
    }

    @Test
    void usageGrowsWhileItRunsAndStaysAfterwards() throws Exception {
        Container container = fixture.shell("while true; do :; done").create();
        assertEquals(Usage.UNKNOWN, container.usage());
        container.start();
        Eventually.awaitTrue(() -> container.usage().cpuNanos() > 0, () -> "no CPU time is counted");
        Usage early = container.usage();
        Eventually.awaitTrue(() -> container.usage().cpuNanos() > early.cpuNanos(), () -> "the CPU time does not grow");
        Usage later = container.usage();
        container.kill();
        container.await();
        Usage last = container.usage();
        container.close();
        assertTrue(last.cpuNanos() >= later.cpuNanos(), later + " then " + last);
        assertEquals(last, container.usage());
    }

    /** A separate kernel measures the time of its processes with another clock than that by which the host measures it. */
    private void assumeSharedKernel() {
        fixture.assume(Capability.SHARED_KERNEL);
    }

    private static double seconds(MatchResult time) {
        return Integer.parseInt(time.group(1)) * 60 + Double.parseDouble(time.group(2));
    }
}
