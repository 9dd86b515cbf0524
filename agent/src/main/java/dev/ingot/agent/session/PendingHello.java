package dev.ingot.agent.session;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the answer to a hello. A hanging backend reads every hello once it continues; each makes it drop the agent of that
 * name or add an agent that no longer exists, whose jobs crash. The agent therefore waits for the answer to a sent hello as
 * long as its connection exists, two minutes at most, and sends no other hello in the meantime.
 *
 * <p>The agent cannot see whether a backend hangs or ignores this connection, because it still has the routing id on an older
 * one or because the network lost the connection. To find out, a probe sends a hello over a second connection, under another
 * name and without slots, so that it gets no job. When the backend answers the probe and not the hello, the hello is
 * abandoned. Used by the session's thread.
 */
final class PendingHello implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingHello.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    /** A host without power or network sends nothing, and its connections seem to exist for ever. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(2);

    private final SessionSettings settings;
    private final DealerSocket socket;
    private final SelectorWakeup wakeup;
    private final byte[] helloWithoutSlots;
    private final long createdNanos = System.nanoTime();
    private final int greetingNumber;
    private long sentNanos;
    private boolean isSent;
    private boolean warned;
    private DealerSocket probe;
    private long probeStartedNanos;
    private int probes;
    private long probeAnsweredNanos;
    private boolean isProbeAnswered;

    /** Starts to wait for the answer to a hello that was just sent over {@code socket}. */
    PendingHello(SessionSettings settings, DealerSocket socket, SelectorWakeup wakeup, byte[] helloWithoutSlots) {
        this.settings = settings;
        this.socket = socket;
        this.wakeup = wakeup;
        this.helloWithoutSlots = helloWithoutSlots;
        greetingNumber = socket.greetingCount().carrier();
    }

    /** Returns the time to wait until the next call; zero or less when the hello is abandoned. */
    Duration nextWait() throws IOException {
        long now = System.nanoTime();
        if (!socket.greetingCount().isGreeted(greetingNumber)) {
            // A hello on a broken connection may be lost; without a connection it was never sent.
            return isSent ? Duration.ZERO : clampToPollInterval(createdNanos + settings.silenceTimeout().toNanos() - now);
        }
        if (!isSent) {
            isSent = true;
            sentNanos = now;
        }
        warnOnce(now);
        if (now - sentNanos > MAX_WAIT.toNanos()) {
            return Duration.ZERO;
        }
        if (isProbeAnswered) {
            return clampToPollInterval(probeAnsweredNanos + settings.silenceTimeout().toNanos() / 4 - now);
        }
        if (now - sentNanos > settings.silenceTimeout().toNanos() / 3) {
            probe(now);
        }
        return POLL_INTERVAL;
    }

    /** Returns whether the backend answers the probe, but not this hello. */
    boolean isIgnored() {
        return isProbeAnswered;
    }

    private static Duration clampToPollInterval(long nanos) {
        return nanos < POLL_INTERVAL.toNanos() ? Duration.ofNanos(nanos) : POLL_INTERVAL;
    }

    private void warnOnce(long now) {
        if (!warned && now - sentNanos > settings.silenceTimeout().toNanos()) {
            warned = true;
            LOG.warn("The backend {} has accepted the connection, but has not answered within {} s: if it hangs, the agent waits "
                + "for it; if this is not its port for agents (mostly 2001), give that", settings.backend(),
                settings.silenceTimeout().toSeconds());
        }
    }

    private void probe(long now) throws IOException {
        boolean failed = probe != null
            && (probe.greetingCount().count() > 1 || !probe.isGreeted()
            && now - probeStartedNanos > settings.silenceTimeout().toNanos());
        if (failed) {
            close();
        }
        if (probe == null && now - probeStartedNanos > settings.silenceTimeout().toNanos() / 3) {
            probeStartedNanos = now;
            openProbe(probes++);
        }
        if (probe != null && probe.receive() != null) {
            isProbeAnswered = true;
            probeAnsweredNanos = now;
        }
    }

    /** Opens the probe. Resolves the name again, because a backend may return on another host. */
    private void openProbe(int attempt) {
        try {
            probe = new DealerSocket(settings.backend().endpoint(attempt), settings.routingId() + "~probe",
                settings.maxMessageBytes());
            wakeup.register(probe.selectableChannel());
            probe.sendUrgentFrame(helloWithoutSlots);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot probe the backend now", e);
            close();
        }
    }

    /** Closes the probe. */
    @Override
    public void close() {
        if (probe != null) {
            probe.close(Duration.ZERO);
            probe = null;
        }
    }
}
