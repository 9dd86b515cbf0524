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
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    /** A host that lost its power or its network says nothing, and its connections look alive for ever. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final SessionSettings settings;
    private final DealerSocket socket;
    private final Doorbell doorbell;
    private final byte[] helloWithoutSlots;
    private final long begun = System.nanoTime();
    private final int connection;
    private long sent;
    private boolean isSent;
    private boolean told;
    private DealerSocket probe;
    private long probeBegun;
    private int probes;
    private long probeAnswered;
    private boolean isProbeAnswered;

    /** Of a hello that was put into {@code socket} just now. */
    PendingHello(SessionSettings settings, DealerSocket socket, Doorbell doorbell, byte[] helloWithoutSlots) {
        this.settings = settings;
        this.socket = socket;
        this.doorbell = doorbell;
        this.helloWithoutSlots = helloWithoutSlots;
        connection = socket.greetings().carrier();
    }

    /** How long to wait until the next call; not above zero when this hello is given up. */
    Duration left() throws IOException {
        long now = System.nanoTime();
        if (!socket.greetings().isGreeted(connection)) {
            // A hello on a connection that broke may be lost; without any connection it was never sent.
            return isSent ? Duration.ZERO : shortly(begun + settings.silence().toNanos() - now);
        }
        if (!isSent) {
            isSent = true;
            sent = now;
        }
        tellOnce(now);
        if (now - sent > LONGEST.toNanos()) {
            return Duration.ZERO;
        }
        if (isProbeAnswered) {
            return shortly(probeAnswered + settings.silence().toNanos() / 4 - now);
        }
        if (now - sent > settings.silence().toNanos() / 3) {
            probe(now);
        }
        return LOOK_AGAIN;
    }

    /** Whether the backend answers others, but not this hello. */
    boolean ignored() {
        return isProbeAnswered;
    }

    private static Duration shortly(long nanos) {
        return nanos < LOOK_AGAIN.toNanos() ? Duration.ofNanos(nanos) : LOOK_AGAIN;
    }

    private void tellOnce(long now) {
        if (!told && now - sent > settings.silence().toNanos()) {
            told = true;
            LOG.warn("The backend {} has accepted the connection, but has not answered within {} s: if it hangs, the agent waits "
                + "for it; if this is not its port for agents (mostly 2001), give that", settings.backend(),
                settings.silence().toSeconds());
        }
    }

    private void probe(long now) throws IOException {
        boolean failed = probe != null
            && (probe.greetings().count() > 1 || !probe.greeted() && now - probeBegun > settings.silence().toNanos());
        if (failed) {
            close();
        }
        if (probe == null && now - probeBegun > settings.silence().toNanos() / 3) {
            probeBegun = now;
            open(probes++);
        }
        if (probe != null && probe.receive() != null) {
            isProbeAnswered = true;
            probeAnswered = now;
        }
    }

    /** The name is resolved anew: a backend may come back elsewhere. */
    private void open(int attempt) {
        try {
            probe = new DealerSocket(settings.backend().endpoint(attempt), settings.routingId() + "~probe",
                settings.maxMessageBytes());
            doorbell.watch(probe.signals());
            probe.sendFirst(helloWithoutSlots);
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
