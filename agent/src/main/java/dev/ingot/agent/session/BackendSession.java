package dev.ingot.agent.session;

import dev.ingot.agent.background.BackgroundLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the agent registered with its backend, from {@link #open} to {@link #close}, on a thread of its own. When the
 * backend falls silent the listener is told, and after a pause a new hello is said: on the same connection while that lives,
 * else on a new one. The caller that opens a session closes it, after the last job has put its answer.
 */
public final class BackendSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendSession.class);
    /** How long the end waits for what was put before it to reach the wire. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SessionSettings settings;
    private final BackendListener listener;
    private final LongConsumer held;
    private final Backoff backoff =
        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), RandomGenerator.getDefault());
    private final Doorbell doorbell;
    private final Thread thread;
    private final CountDownLatch hasRetired = new CountDownLatch(1);
    /** Of the session's thread. */
    private Attempt next = Attempt.FIRST;
    private volatile Registration current;
    private volatile boolean retired;
    private volatile boolean closing;

    private BackendSession(SessionSettings settings, BackendListener listener, LongConsumer held) {
        this.settings = settings;
        this.held = held;
        this.listener = listener;
        try {
            doorbell = new Doorbell();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
        thread = Thread.ofPlatform().name("backend-session").unstarted(this::live);
    }

    /** Starts to register; returns at once, whether or not the backend is there. */
    public static BackendSession open(SessionSettings settings, BackendListener listener) {
        return open(settings, listener, _ -> { });
    }

    /** @param held told how many bytes more wait to be sent, or fewer when below zero; by any thread */
    public static BackendSession open(SessionSettings settings, BackendListener listener, LongConsumer held) {
        BackendSession session = new BackendSession(settings, listener, held);
        session.thread.start();
        return session;
    }

    /** How long ago the backend last spoke, a ping at least every second; empty when the agent is not registered. */
    public Optional<Duration> silence() {
        Registration registration = current;
        return registration == null ? Optional.empty() : registration.silence();
    }

    /**
     * The agent will take no more jobs: what is put after this returns frees no slot that the backend would fill at once.
     * To be called before the last jobs are answered; {@link #close} follows. Waits for the session's thread, not long.
     */
    public void retire() throws InterruptedException {
        retired = true;
        doorbell.ring();
        if (!hasRetired.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The backend {} was not there to retire from", settings.backend());
        }
    }

    /**
     * Sends everything that was put, says that no slot is left, and ends; takes a few seconds at most. Idempotent. When
     * interrupted it returns early and leaves the rest to the session's thread.
     */
    @Override
    public void close() {
        closing = true;
        doorbell.ring();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try (doorbell) {
            new BackgroundLoop("session", this::attempt).run();
            next.kept().ifPresent(socket -> socket.close(Duration.ZERO));
        } catch (IOException e) {
            LOG.error("The session with {} ended", settings.backend(), e);
        }
    }

    private boolean attempt() {
        if (retired) {
            awaitClosing();
        }
        if (closing) {
            return false;
        }
        Attempt attempt = next;
        // Should this fail in a way that is not expected, its connection is not used again.
        next = Attempt.FIRST;
        try {
            next = register(attempt);
            pause(backoff.pause(attempt.unanswered()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** Between two registrations no job is here whose answer would need another one. */
    private void awaitClosing() {
        hasRetired.countDown();
        try {
            while (!closing) {
                doorbell.await(PATIENCE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Attempt register(Attempt attempt) throws IOException {
        try (Registration registration = new Registration(settings, attempt, listener, doorbell, held)) {
            current = registration;
            registration.run(() -> retired || closing);
            if (retired) {
                registration.retire();
                hasRetired.countDown();
                registration.run(() -> closing);
            }
            if (closing) {
                registration.leave(PATIENCE);
                return attempt;
            }
            if (registration.answered()) {
                LOG.warn("The backend {} has been silent for {} s: registering anew", settings.backend(), seconds());
                return attempt.again(retired ? Optional.empty() : registration.handOver());
            }
            tell(registration);
            return attempt.next(registration.ignored());
        } catch (UnknownHostException e) {
            LOG.warn("The backend {} could not be reached: this host knows no such name; correct it, or see to its name server"
                + " (trying again)", settings.backend());
            return failed(attempt);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot register with {}: {}", settings.backend(), e.toString());
            return failed(attempt);
        } finally {
            current = null;
        }
    }

    private void tell(Registration registration) {
        if (registration.ignored()) {
            LOG.warn("The backend {} ignores this connection, as it still holds an older one of this agent: registering under"
                + " another name", settings.backend());
        } else {
            LOG.warn("The backend {} {} (trying again)", settings.backend(), registration.connected()
                ? "accepted the connection but did not answer within " + seconds() + " s: give its port for agents, mostly 2001"
                : "could not be reached within " + seconds() + " s: see that it runs, and that the address is right");
        }
    }

    private static Attempt failed(Attempt attempt) {
        attempt.kept().ifPresent(socket -> socket.close(Duration.ZERO));
        return attempt.next(false);
    }

    private long seconds() {
        return settings.silence().toSeconds();
    }

    private void pause(Duration length) throws IOException {
        long end = System.nanoTime() + length.toNanos();
        Duration left = length;
        while (left.isPositive() && !closing && !retired) {
            doorbell.await(left);
            left = Duration.ofNanos(end - System.nanoTime());
        }
    }
}
