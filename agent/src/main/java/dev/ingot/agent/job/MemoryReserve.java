package dev.ingot.agent.job;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reserves heap that is released when none is left, so that jobs can still be answered. Thread-safe. */
final class MemoryReserve {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryReserve.class);
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    /** The pauses sum up to four seconds, because the session's thread may be waiting. */
    private static final int ATTEMPTS = 12;

    private final int bytes;
    private volatile byte[] held;

    /**
     * Creates a reserve.
     *
     * @param bytes heap to reserve
     */
    MemoryReserve(int bytes) {
        this.bytes = bytes;
        held = new byte[bytes];
    }

    boolean isHeld() {
        return held != null;
    }

    /**
     * Releases the reserve and repeats an attempt, with growing pauses, until it finds enough memory.
     *
     * @param attempt called with the number of the attempt, from 0
     * @return the value of the successful attempt
     * @throws OutOfMemoryError when no attempt succeeded
     */
    boolean spend(IntPredicate attempt) {
        for (int number = 0; true; number++) {
            held = null;
            try {
                return attempt.test(number);
            } catch (OutOfMemoryError e) {
                if (number == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(FIRST_PAUSE_NANOS << number);
            }
        }
    }

    /** Allocates the reserve again if it was released and there is memory. */
    void renew() {
        try {
            if (held == null) {
                held = new byte[bytes];
            }
        } catch (OutOfMemoryError e) {
            LOG.trace("Not enough memory to restore the reserve; the next answer tries again");
        }
    }
}
