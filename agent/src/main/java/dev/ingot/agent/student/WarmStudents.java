package dev.ingot.agent.student;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds at most one warm student of a job, for requests without special settings. Its container mounts the job's directory, so
 * this is closed before the directory. Closing removes a warm student that no request claimed. Thread-safe.
 */
public final class WarmStudents implements AutoCloseable {

    /** Receives the requests that a warm student can serve, and decides whether to start another. */
    @FunctionalInterface
    public interface Listener {
        /** @param found whether a warm student was claimed; called by the thread that runs the student, and must not block */
        void studentRequested(WarmStudents students, Limits limits, boolean found);
    }

    /**
     * Maximum number of relay threads of one job, including those that still close passed descriptors. While all are in use,
     * students start cold.
     */
    static final int MAX_RELAYS = 32;

    private final ContainerRuntime runtime;
    private final String imageId;
    private final JobDir dir;
    private final Map<String, String> labels;
    private final Listener listener;
    private final Semaphore relays = new Semaphore(MAX_RELAYS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition creationEnded = lock.newCondition();
    private WarmStudent warm;
    private boolean creating;
    private boolean closed;
    private int requestCount;

    public WarmStudents(ContainerRuntime runtime, String imageId, JobDir dir, Map<String, String> labels, Listener listener) {
        this.runtime = runtime;
        this.imageId = imageId;
        this.dir = dir;
        this.labels = Map.copyOf(labels);
        this.listener = listener;
    }

    /** How many such students were asked for so far. */
    public int requestCount() {
        lock.lock();
        try {
            return requestCount;
        } finally {
            lock.unlock();
        }
    }

    /** Whether none is there, and none is being made. */
    public boolean isVacant() {
        lock.lock();
        try {
            return !closed && !creating && (warm == null || !warm.isReady());
        } finally {
            lock.unlock();
        }
    }

    /** Whether one waits. */
    public boolean hasWarm() {
        lock.lock();
        try {
            return warm != null;
        } finally {
            lock.unlock();
        }
    }

    public long memoryBytes() {
        WarmStudent student;
        lock.lock();
        try {
            student = warm;
        } finally {
            lock.unlock();
        }
        return student == null ? 0 : student.memoryBytes();
    }

    /**
     * Makes one where there is none, and returns when its program waits. Whether it made one.
     *
     * @throws IOException  when its folders or its socket cannot be made, or its program does not come
     * @throws RuntimeFault when its container cannot
     */
    public boolean prewarm(Limits limits) throws IOException, InterruptedException {
        if (!beginPrewarm()) {
            return false;
        }
        WarmStudent student = null;
        boolean settled = false;
        try {
            student = WarmStudent.start(runtime, imageId, dir, labels, limits, relays);
            settled = student.awaitReady(this::isOpen);
            if (!settled && isOpen()) {
                throw new IOException("the program of " + imageId + " does not connect to /__parent.sock");
            }
            return settled;
        } finally {
            finishPrewarm(student, settled);
        }
    }

    private boolean beginPrewarm() {
        WarmStudent useless;
        lock.lock();
        try {
            if (!isVacant()) {
                return false;
            }
            useless = warm;
            warm = null;
            creating = true;
        } finally {
            lock.unlock();
        }
        try {
            if (useless != null) {
                useless.close();
            }
            return true;
        } catch (RuntimeException e) {
            endCreation();
            throw e;
        }
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void finishPrewarm(WarmStudent student, boolean settled) {
        try {
            boolean kept = settled && keepIfOpen(student);
            if (!kept && student != null) {
                student.close();
            }
        } finally {
            endCreation();
        }
    }

    /** The end of the job waits for this. */
    private void endCreation() {
        lock.lock();
        try {
            creating = false;
            creationEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a student unless this is closed or holds another; returns whether it is kept. */
    private boolean keepIfOpen(WarmStudent student) {
        lock.lock();
        try {
            if (!closed && warm == null) {
                warm = student;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the warm student for a request; empty if the student must start cold. Never waits for a start. */
    Optional<StudentContainer> claim(Environment environment, Limits limits, String socketId) {
        if (environment.type().runtime() != runtime || !environment.image().id().equals(imageId)) {
            return Optional.empty();
        }
        WarmStudent student = takeWarm();
        boolean claimed = student != null && student.claim(limits, socketId);
        if (student != null && !claimed && !keepIfOpen(student)) {
            student.close();
        }
        listener.studentRequested(this, limits, claimed);
        return claimed ? Optional.of(student.toStudentContainer()) : Optional.empty();
    }

    private WarmStudent takeWarm() {
        lock.lock();
        try {
            requestCount++;
            WarmStudent student = warm;
            warm = null;
            return student;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        WarmStudent left;
        lock.lock();
        try {
            closed = true;
            while (creating) {
                creationEnded.awaitUninterruptibly();
            }
            left = warm;
            warm = null;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.close();
        }
    }
}
