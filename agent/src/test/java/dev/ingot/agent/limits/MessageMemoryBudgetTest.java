package dev.ingot.agent.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageMemoryBudgetTest {
    private static final long MIB = 1 << 20;

    private final MessageMemoryBudget budget = new MessageMemoryBudget(80 * MIB, Duration.ofSeconds(1));
    private final CountDownLatch ended = new CountDownLatch(1);

    private MessageMemoryAccount openAccount() {
        return budget.open(() -> { });
    }

    private static CompletableFuture<Void> admit(MessageMemoryAccount share, long bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                share.admit(bytes);
                done.complete(null);
            } catch (MemoryBudgetExceeded e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void awaitWaiting(MessageMemoryAccount share) {
        Eventually.awaitTrue(share::isWaiting, () -> "the account does not wait for memory");
    }

    @Test
    void rejectsAMessageThatCanNeverFit() throws MemoryBudgetExceeded {
        MessageMemoryAccount share = openAccount();
        assertThrows(MemoryBudgetExceeded.class, () -> share.admit(71 * MIB));
        share.admit(70 * MIB);
        assertThrows(MemoryBudgetExceeded.class, () -> share.admit(71 * MIB));
        assertEquals(70 * MIB, budget.used());
        share.close();
        assertEquals(0, budget.used());
    }

    @Test
    void delaysLargeMessagesButNotSmallOnes() throws Exception {
        MessageMemoryAccount first = openAccount();
        MessageMemoryAccount second = openAccount();
        first.admit(60 * MIB);
        CompletableFuture<Void> waits = admit(second, 20 * MIB);
        awaitWaiting(second);
        openAccount().admit(8 * MIB);
        openAccount().admit(1000);
        assertFalse(waits.isDone());
        first.release();
        waits.get(5, TimeUnit.SECONDS);
        assertEquals(28 * MIB, budget.used());
    }

    @Test
    void releasesAGrownMessageAsAWhole() throws MemoryBudgetExceeded {
        MessageMemoryAccount share = openAccount();
        share.admit(10 * MIB);
        share.admit(5 * MIB);
        share.admit(20 * MIB);
        assertEquals(20 * MIB, budget.used());
        share.release();
        assertEquals(0, budget.used());
    }

    @Test
    void countsResultsWaitingToBeSent() throws Exception {
        budget.adjust(65 * MIB);
        MessageMemoryAccount share = openAccount();
        CompletableFuture<Void> waits = admit(share, 10 * MIB);
        awaitWaiting(share);
        budget.adjust(-65 * MIB);
        waits.get(5, TimeUnit.SECONDS);
    }

    @Test
    void stopsWaitingWhenCancelled() throws Exception {
        openAccount().admit(60 * MIB);
        MessageMemoryAccount share = openAccount();
        CompletableFuture<Void> waits = admit(share, 20 * MIB);
        awaitWaiting(share);
        share.cancel();
        assertEquals("the job is done", assertThrows(ExecutionException.class, () -> waits.get(5, TimeUnit.SECONDS))
            .getCause().getMessage());
        assertFalse(share.isWaiting());
    }

    @Test
    void abortsAStalledMessageForAWaitingOne() throws Exception {
        MessageMemoryAccount slow = budget.open(ended::countDown);
        slow.admit(60 * MIB);
        MessageMemoryAccount share = openAccount();
        CompletableFuture<Void> waits = admit(share, 20 * MIB);
        assertTrue(ended.await(15, TimeUnit.SECONDS));
        assertThrows(MemoryBudgetExceeded.class, () -> slow.admit(61 * MIB));
        slow.close();
        waits.get(5, TimeUnit.SECONDS);
    }

    @Test
    void abortsManySmallStalledMessages() throws Exception {
        CountDownLatch all = new CountDownLatch(5);
        for (int i = 0; i < 10; i++) {
            MessageMemoryAccount[] small = new MessageMemoryAccount[1];
            small[0] = budget.open(() -> {
                small[0].close();
                all.countDown();
            });
            small[0].admit(8 * MIB);
        }
        admit(openAccount(), 8 * MIB).get(15, TimeUnit.SECONDS);
        admit(openAccount(), 20 * MIB).get(15, TimeUnit.SECONDS);
        assertTrue(all.await(5, TimeUnit.SECONDS));
    }

    @Test
    void keepsASlowMessageWhenItsAbortMakesNoRoom() throws Exception {
        budget.open(ended::countDown).admit(2 * MIB);
        MessageMemoryAccount whole = openAccount();
        whole.admit(65 * MIB);
        whole.markRead();
        MessageMemoryAccount share = openAccount();
        CompletableFuture<Void> waits = admit(share, 20 * MIB);
        assertFalse(ended.await(3, TimeUnit.SECONDS));
        whole.release();
        waits.get(5, TimeUnit.SECONDS);
    }

    @Test
    void keepsAMessageThatWasReadInFull() throws Exception {
        MessageMemoryAccount whole = budget.open(ended::countDown);
        whole.admit(60 * MIB);
        whole.markRead();
        MessageMemoryAccount share = openAccount();
        CompletableFuture<Void> waits = admit(share, 20 * MIB);
        assertFalse(ended.await(6, TimeUnit.SECONDS));
        whole.release();
        waits.get(5, TimeUnit.SECONDS);
    }

    @Test
    void abortsTheLargestFirst() throws Exception {
        assertEquals(Optional.empty(), budget.abortLargest());
        openAccount().admit(10 * MIB);
        budget.open(ended::countDown).admit(30 * MIB);
        openAccount().admit(20 * MIB);
        assertEquals(Optional.of(30 * MIB), budget.abortLargest());
        assertTrue(ended.await(5, TimeUnit.SECONDS));
        assertEquals(Optional.of(20 * MIB), budget.abortLargest());
    }

    @Test
    void aResultThatWaitsForItsAnswerIsGivenUpAfterOnesThatGrow() throws Exception {
        MessageMemoryAccount whole = budget.open(() -> { });
        whole.admit(40 * MIB);
        whole.markRead();
        budget.open(ended::countDown).admit(12 * MIB);
        assertEquals(Optional.of(12 * MIB), budget.abortLargest());
        assertTrue(ended.await(5, TimeUnit.SECONDS));
        assertEquals(Optional.of(40 * MIB), budget.abortLargest());
    }

    @Test
    void oneThatTakesLittleIsNotGivenUpInPlaceOfALargeResult() throws Exception {
        MessageMemoryAccount whole = budget.open(ended::countDown);
        whole.admit(40 * MIB);
        whole.markRead();
        openAccount().admit(2 * MIB);
        assertEquals(Optional.of(40 * MIB), budget.abortLargest());
        assertTrue(ended.await(5, TimeUnit.SECONDS));
    }

    /** The larger one is held back by the budget itself; the smaller one does not get on. */
    @Test
    void oneThatWaitsForMemoryIsGivenUpAfterOneThatDoesNotCome() throws Exception {
        MessageMemoryAccount[] shares = new MessageMemoryAccount[2];
        CompletableFuture<Integer> first = new CompletableFuture<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            shares[i] = budget.open(() -> {
                first.complete(number);
                shares[number].close();
            });
        }
        shares[0].admit(30 * MIB);
        shares[1].admit(20 * MIB);
        CompletableFuture<Void> waits = admit(shares[0], 50 * MIB + MIB);
        assertEquals(1, first.get(15, TimeUnit.SECONDS));
        waits.get(5, TimeUnit.SECONDS);
    }
}
