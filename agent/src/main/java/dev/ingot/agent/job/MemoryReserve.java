package dev.ingot.agent.job;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory that is given up when there is no other, so that jobs are answered all the same. Thread-safe. */
final class MemoryReserve {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryReserve.class);
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    /** Pauses of four seconds in all: the session's thread may be the one that waits. */
    private static final int ATTEMPTS = 12;

    private final int bytes;
    private volatile byte[] held;

    /** @param bytes of heap */
    MemoryReserve(int bytes) {
        this.bytes = bytes;
        held = new byte[bytes];
    }

    boolean isHeld() {
        return held != null;
    }

    /**
     * Tries until there is memory, with the reserve given up and growing pauses.
     *
     * @param attempt is given the number of the attempt, from 0
     * @return what the attempt returned that found memory
     * @throws OutOfMemoryError when none did
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

    /** Takes the memory again that was given up, where there is some. */
    void renew() {
        try {
            if (held == null) {
                held = new byte[bytes];
            }
        } catch (OutOfMemoryError e) {
            LOG.trace("No memory for the reserve yet; the next answer tries again");
        }
    }
}
