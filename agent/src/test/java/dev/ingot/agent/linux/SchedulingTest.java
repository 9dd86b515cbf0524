package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private static final int NORMAL = 0;
    private static final int BATCH = 3;
    /** The index of the field, counted from the one after the name. */
    private static final int POLICY = 38;

    private static int policy() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int policyOfNewThread() {
        CompletableFuture<Integer> policy = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> policy.complete(policy()));
        return policy.join();
    }

    @Test
    void onlyThreadsStartedWithinTheCallUseTheBatchPolicy() {
        assertEquals(BATCH, Scheduling.withBatchThreads(SchedulingTest::policyOfNewThread));
        assertEquals(NORMAL, policyOfNewThread());
    }

    @Test
    void restoresThePolicyOfTheCallerAfterAFailure() {
        try {
            Scheduling.withBatchThreads(() -> {
                throw new IllegalStateException("on purpose");
            });
        } catch (IllegalStateException e) {
            assertEquals("on purpose", e.getMessage());
        }
        assertEquals(NORMAL, policy());
    }
}
