package dev.ingot.agent;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for a condition, at most for a limited time. */
public final class Eventually {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

    private Eventually() { }

    /** A condition that a test waits for. */
    @FunctionalInterface
    public interface Condition {
        /** Returns whether the condition holds; an exception fails the test. */
        boolean holds() throws Exception;
    }

    /** Waits until the condition holds; fails with the message after 10 s. */
    public static void awaitTrue(Condition condition, Supplier<String> otherwise) {
        awaitTrue(TIMEOUT, condition, otherwise);
    }

    /** Waits until the condition holds; fails with the message after the timeout. */
    public static void awaitTrue(Duration timeout, Condition condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - deadline > 0) {
                    fail("not within " + timeout.toMillis() + " ms: " + otherwise.get());
                }
                Thread.sleep(POLL_INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted while waiting: " + otherwise.get());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            fail("cannot evaluate the condition: " + otherwise.get(), e);
        }
    }
}
