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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final SessionSettings settings;
    private final BackendListener listener;
    private final LongConsumer onHeldBytes;
    private final Backoff backoff =
        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), RandomGenerator.getDefault());
    private final SelectorWakeup wakeup;
    private final Thread thread;
    private final CountDownLatch retiredLatch = new CountDownLatch(1);
    /** Of the session's thread. */
    private RegistrationAttempt nextAttempt = RegistrationAttempt.FIRST;
    private volatile Registration current;
    private volatile boolean retired;
    private volatile boolean closing;

    private BackendSession(SessionSettings settings, BackendListener listener, LongConsumer onHeldBytes) {
        this.settings = settings;
        this.onHeldBytes = onHeldBytes;
        this.listener = listener;
        try {
            wakeup = new SelectorWakeup();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
        thread = Thread.ofPlatform().name("backend-session").unstarted(this::run);
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
        wakeup.wakeUp();
        if (!retiredLatch.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
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
        wakeup.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (wakeup) {
            new BackgroundLoop("session", this::attempt).run();
            nextAttempt.keptConnection().ifPresent(socket -> socket.close(Duration.ZERO));
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
        RegistrationAttempt attempt = nextAttempt;
        // Should this fail in a way that is not expected, its connection is not used again.
        nextAttempt = RegistrationAttempt.FIRST;
        try {
            nextAttempt = register(attempt);
            pause(backoff.pause(attempt.unanswered()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** Between two registrations no job is here whose answer would need another one. */
    private void awaitClosing() {
        retiredLatch.countDown();
        try {
            while (!closing) {
                wakeup.await(CLOSE_TIMEOUT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RegistrationAttempt register(RegistrationAttempt attempt) throws IOException {
        try (Registration registration = new Registration(settings, attempt, listener, wakeup, onHeldBytes)) {
            current = registration;
            registration.run(() -> retired || closing);
            if (retired) {
                registration.retire();
                retiredLatch.countDown();
                registration.run(() -> closing);
            }
            if (closing) {
                registration.leave(CLOSE_TIMEOUT);
                return attempt;
            }
            if (registration.hasAnswered()) {
                LOG.warn("The backend {} has been silent for {} s: registering anew", settings.backend(), silenceSeconds());
                return attempt.afterSilence(retired ? Optional.empty() : registration.handOver());
            }
            logUnanswered(registration);
            return attempt.next(registration.isIgnored());
        } catch (UnknownHostException e) {
            LOG.warn("The backend {} could not be reached: this host knows no such name; correct it, or see to its name server"
                + " (trying again)", settings.backend());
            return closeAndRetry(attempt);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot register with {}: {}", settings.backend(), e.toString());
            return closeAndRetry(attempt);
        } finally {
            current = null;
        }
    }

    private void logUnanswered(Registration registration) {
        if (registration.isIgnored()) {
            LOG.warn("The backend {} ignores this connection, as it still holds an older one of this agent: registering under"
                + " another name", settings.backend());
        } else {
            LOG.warn("The backend {} {} (trying again)", settings.backend(), registration.hasConnected()
                ? "accepted the connection but did not answer within " + silenceSeconds()
                + " s: give its port for agents, mostly 2001"
                : "could not be reached within " + silenceSeconds() + " s: see that it runs, and that the address is right");
        }
    }

    private static RegistrationAttempt closeAndRetry(RegistrationAttempt attempt) {
        attempt.keptConnection().ifPresent(socket -> socket.close(Duration.ZERO));
        return attempt.next(false);
    }

    private long silenceSeconds() {
        return settings.silenceTimeout().toSeconds();
    }

    private void pause(Duration length) throws IOException {
        long end = System.nanoTime() + length.toNanos();
        Duration left = length;
        while (left.isPositive() && !closing && !retired) {
            wakeup.await(left);
            left = Duration.ofNanos(end - System.nanoTime());
        }
    }
}
