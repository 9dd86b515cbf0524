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
 * Keeps the agent registered with its backend, from {@link #open} to {@link #close}, on a thread of its own. When the backend
 * falls silent, it notifies the listener and, after a pause, sends a new hello: on the same connection while that exists, else on
 * a new one. The caller closes the session after the last job has sent its answer.
 */
public final class BackendSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendSession.class);
    /** Maximum time at the end to send queued messages. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final SessionSettings settings;
    private final BackendListener listener;
    private final LongConsumer onHeldBytes;
    private final Backoff backoff =
        new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), RandomGenerator.getDefault());
    private final SelectorWakeup wakeup;
    private final Thread thread;
    private final CountDownLatch retiredLatch = new CountDownLatch(1);
    /** Used by the session's thread only. */
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
            throw new UncheckedIOException("cannot open a selector", e);
        }
        thread = Thread.ofPlatform().name("backend-session").unstarted(this::run);
    }

    /** Starts to register. Returns at once, whether or not the backend can be reached. */
    public static BackendSession open(SessionSettings settings, BackendListener listener) {
        return open(settings, listener, _ -> { });
    }

    /** @param held called, by any thread, with the number of additional bytes that wait to be sent; below zero for fewer */
    public static BackendSession open(SessionSettings settings, BackendListener listener, LongConsumer held) {
        BackendSession session = new BackendSession(settings, listener, held);
        session.thread.start();
        return session;
    }

    /** Returns the time since the last message of the backend, which sends a ping every second; empty when not registered. */
    public Optional<Duration> silence() {
        Registration registration = current;
        return registration == null ? Optional.empty() : registration.silence();
    }

    /**
     * Announces that the agent accepts no more jobs, so that answers sent later free no slot that the backend would fill at once.
     * Call it before the last jobs are answered, and {@link #close} afterwards. Waits briefly for the session's thread.
     */
    public void retire() throws InterruptedException {
        retired = true;
        wakeup.wakeUp();
        if (!retiredLatch.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Could not tell the backend {} that the agent stops: it does not answer", settings.backend());
        }
    }

    /**
     * Sends the queued messages, announces that no slot is left, and ends the session within a few seconds. Idempotent. When
     * interrupted, it returns early, and the session's thread does the rest.
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
            LOG.error("The session with {} failed", settings.backend(), e);
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
        // If this fails unexpectedly, its connection is not used again.
        nextAttempt = RegistrationAttempt.FIRST;
        try {
            nextAttempt = register(attempt);
            pause(backoff.pause(attempt.unanswered()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** Releases {@link #retire}, and waits until the session is closed. */
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
                LOG.warn("The backend {} has been silent for {} s: registering again", settings.backend(), silenceSeconds());
                return attempt.afterSilence(retired ? Optional.empty() : registration.handOver());
            }
            logUnanswered(registration);
            return attempt.next(registration.isIgnored());
        } catch (UnknownHostException e) {
            LOG.warn("Cannot resolve the host name of the backend {}: correct the name, or check the name server"
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
            LOG.warn("The backend {} ignores this connection because it still has an older one of this agent: registering under"
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
