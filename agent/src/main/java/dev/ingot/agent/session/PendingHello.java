package dev.ingot.agent.session;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the answer to a hello. A backend that hangs reads every hello when it goes on, and each makes it drop the agent of
 * that name or adds an agent that is gone, whose jobs crash. So a hello that is on the wire is waited for as long as its
 * connection lives, two minutes at most, and no other is said meanwhile.
 *
 * <p>Two things look the same from here: a backend that hangs, and one that never sees this connection (it still holds the
 * routing id on an older one, or the network has lost the connection without a word). To tell them apart, a probe says hello
 * over a second connection under a name of its own, without slots: no job is ever sent to it. When the backend answers the
 * probe and not the hello, the hello is given up. Belongs to the session's thread.
 */
final class PendingHello implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingHello.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    /** A host that lost its power or its network says nothing, and its connections look alive for ever. */
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

    /** Of a hello that was put into {@code socket} just now. */
    PendingHello(SessionSettings settings, DealerSocket socket, SelectorWakeup wakeup, byte[] helloWithoutSlots) {
        this.settings = settings;
        this.socket = socket;
        this.wakeup = wakeup;
        this.helloWithoutSlots = helloWithoutSlots;
        greetingNumber = socket.greetingCount().carrier();
    }

    /** How long to wait until the next call; not above zero when this hello is given up. */
    Duration nextWait() throws IOException {
        long now = System.nanoTime();
        if (!socket.greetingCount().isGreeted(greetingNumber)) {
            // A hello on a connection that broke may be lost; without any connection it was never sent.
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

    /** Whether the backend answers others, but not this hello. */
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

    /** The name is resolved anew: a backend may come back elsewhere. */
    private void openProbe(int attempt) {
        try {
            probe = new DealerSocket(settings.backend().endpoint(attempt), settings.routingId() + "~probe",
                settings.maxMessageBytes());
            wakeup.register(probe.selectableChannel());
            probe.sendUrgentFrame(helloWithoutSlots);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The backend cannot be probed now", e);
            close();
        }
    }

    /** Ends the probe. */
    @Override
    public void close() {
        if (probe != null) {
            probe.close(Duration.ZERO);
            probe = null;
        }
    }
}
