package dev.ingot.agent.student;

import dev.ingot.agent.linux.JobThreads;
import dev.ingot.agent.linux.UnixSocket;
import dev.ingot.agent.logging.LogContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the place of a job's students that may have ended before they connected, for whose programs the {@code run_student} of
 * INGInious would wait until the limit of its job. A grader that has met its student accepts no other, and notices nothing.
 *
 * <p>What the grader passes is read and closed on a thread of its own: the last close of a socket may block for as long as its
 * owner has set (SO_LINGER, socket(7)).
 */
final class PlaceholderStudent {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceholderStudent.class);
    /** A grader that waits in accept() answers as soon as it gets a processor. */
    private static final Duration ACCEPT_TIMEOUT = Duration.ofMillis(250);
    /**
     * From the grader's last word to its first question about the return value, which it must not be told before: its ZeroMQ
     * socket would drop it ({@link OutputPacer}).
     */
    private static final Duration QUIET_TIME = Duration.ofMillis(50);
    /** Even if the grader never stops talking. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(2);
    /** More would-be students than this at once are a sign of graders that keep them busy. */
    private static final Semaphore PERMITS = new Semaphore(64);
    /** Of one job: a quarter of all, so that a hostile grader keeps none from other jobs. */
    private static final int OF_ONE_JOB = 16;

    private final Semaphore ofJob = new Semaphore(OF_ONE_JOB);

    /**
     * Says what a student says first, and takes what it is answered. When this returns, the grader either waits for the return
     * value or was not waiting for the student; one that begins to listen later gets an error.
     */
    void connectAndAwait(StudentFolders folders, String socketId) throws InterruptedException {
        Optional<Thread> thread = start(() -> folders.connect(socketId), PlaceholderStudent::exchange);
        if (thread.isPresent()) {
            thread.get().join(MAX_DURATION.plus(ACCEPT_TIMEOUT));
        }
    }

    /** Connects and leaves: a grader that waits for the student gets an error. Does not wait. */
    void connectAndClose(StudentFolders folders, String socketId) {
        start(() -> folders.connect(socketId), _ -> { });
    }

    /** How to reach a grader. */
    interface Connection {
        UnixSocket open() throws IOException;
    }

    /** What is said to it. */
    interface Exchange {
        void run(UnixSocket grader) throws IOException, InterruptedException;
    }

    /** Empty when the grader listens no more, or keeps as many would-be students as it may. */
    Optional<Thread> start(Connection connection, Exchange talk) {
        if (!ofJob.tryAcquire()) {
            LOG.warn("A grader holds {} connections of placeholder students. It gets no further one", OF_ONE_JOB);
            return Optional.empty();
        }
        if (!PERMITS.tryAcquire()) {
            ofJob.release();
            LOG.warn("Too many placeholder students are busy: not starting another");
            return Optional.empty();
        }
        UnixSocket grader = null;
        boolean started = false;
        try {
            grader = connection.open();
            UnixSocket opened = grader;
            Thread thread = JobThreads.named("placeholder-student").start(LogContext.wrap(() -> run(opened, talk)));
            started = true;
            return Optional.of(thread);
        } catch (IOException e) {
            LOG.debug("Cannot connect a placeholder student to its grader: {}", e.getMessage());
            return Optional.empty();
        } finally {
            if (!started) {
                PERMITS.release();
                end(grader);
            }
        }
    }

    private void run(UnixSocket grader, Exchange talk) {
        try {
            talk.run(grader);
        } catch (IOException e) {
            LOG.debug("A grader closed the connection of a placeholder student: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Before the close, which may wait for what the grader has passed: that is the matter of its own job.
            PERMITS.release();
            end(grader);
        }
    }

    private void end(UnixSocket grader) {
        try {
            if (grader != null) {
                grader.close();
            }
        } finally {
            ofJob.release();
        }
    }

    private static void exchange(UnixSocket grader) throws IOException, InterruptedException {
        grader.sendByte('H');
        boolean answered = grader.discard(ACCEPT_TIMEOUT, QUIET_TIME, MAX_DURATION);
        grader.shutdown();
        if (answered) {
            LOG.info("A student container exited before its program connected. The grader receives the return value");
        } else if (grader.discard(Duration.ZERO, Duration.ZERO, QUIET_TIME)) {
            // It has begun to talk at the very end.
            Thread.sleep(QUIET_TIME);
        }
    }
}
