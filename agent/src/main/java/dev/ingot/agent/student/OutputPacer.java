package dev.ingot.agent.student;

import dev.ingot.agent.linux.HostLoad;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the next message may be sent to a {@code run_student} of INGInious 0.8 and 0.9. It asks by a ZeroMQ REQ socket, and
 * such a socket drops what is there when it sends its next request
 * (<a href="https://github.com/zeromq/libzmq/blob/v4.3.5/src/req.cpp">xsend</a>): of two messages the second is lost if it
 * comes before the program is done with the first. The program never says that it is. What can be known is how long it took from
 * being told of its student to sending the command, which is the same way through the same processes, and how many processes wait
 * for the host's processors ({@link HostLoad}). These and the size of what was sent are the measure. Thread-safe.
 */
final class OutputPacer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPacer.class);
    private static final Duration MIN_PAUSE = Duration.ofMillis(40);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);
    private static final int ROUND_TRIPS = 3;
    /** What a program between two pipes reads, decodes, passes on and writes, in a virtual machine on a busy host. */
    private static final long BYTES_PER_MILLISECOND = 20_000;
    /** A program that has not sent its command by then never will. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private long startedNanos;
    private long nextSendNanos;
    private long roundTripNanos;
    private boolean commandSent;
    private boolean closed;

    /** Notes that the program was told of its student just now. */
    synchronized void markStarted() {
        startedNanos = System.nanoTime();
    }

    /** Notes that its command came just now; the program still waits to be told that it did. */
    synchronized void markCommandSent() {
        if (!commandSent) {
            long now = System.nanoTime();
            roundTripNanos = now - startedNanos;
            commandSent = true;
            scheduleNext(now, 0);
            LOG.debug("A grader took {} ms to send its student's command. The next message follows after {} ms",
                Duration.ofNanos(roundTripNanos).toMillis(), Duration.ofNanos(nextSendNanos - now).toMillis());
            notifyAll();
        }
    }

    /** Notes that a message of so many bytes of output was sent just now. */
    synchronized void recordSent(int bytes) {
        scheduleNext(System.nanoTime(), bytes);
    }

    private void scheduleNext(long now, int bytes) {
        double busy = HostLoad.slowdownFactor() * (MIN_PAUSE.toNanos()
            + Duration.ofMillis(bytes / BYTES_PER_MILLISECOND).toNanos());
        nextSendNanos = now + Math.min(Math.max((long) busy, ROUND_TRIPS * roundTripNanos), MAX_PAUSE.toNanos());
    }

    /**
     * Waits until the next message may be sent.
     *
     * @return false when this is closed
     */
    synchronized boolean await() throws InterruptedException {
        while (!commandSent && !closed && waitUntil(startedNanos + COMMAND_TIMEOUT.toNanos())) {
            LOG.trace("Waiting for the student's command");
        }
        while (!closed && waitUntil(nextSendNanos)) {
            LOG.trace("Sending the messages one by one");
        }
        return !closed;
    }

    /** Waits until then at the latest; whether there was time left. */
    private boolean waitUntil(long until) throws InterruptedException {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        wait(Duration.ofNanos(left).toMillis() + 1);
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
