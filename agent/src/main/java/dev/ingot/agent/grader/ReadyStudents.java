package dev.ingot.agent.grader;

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
 * The student container that is made ahead for a job: one at a time, over its directory, for the students that want nothing
 * special. Thread-safe. Closed before the directory; closing removes what nobody took.
 */
public final class ReadyStudents implements AutoCloseable {

    /** Told of students that a container made ahead would do for; decides whether another shall be made. */
    @FunctionalInterface
    public interface Listener {
        /** @param found whether there was one; called by the thread that runs the student, and must not wait */
        void asked(ReadyStudents students, Limits limits, boolean found);
    }

    /**
     * Threads of one job that carry between a student and its grader, those that close what was passed included. With as many
     * busy, students are made when they are asked for.
     */
    static final int MOST_RELAYS = 32;

    private final ContainerRuntime runtime;
    private final String imageId;
    private final JobDir dir;
    private final Map<String, String> labels;
    private final Listener listener;
    private final Semaphore relays = new Semaphore(MOST_RELAYS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition made = lock.newCondition();
    private ReadyStudent ready;
    private boolean making;
    private boolean closed;
    private int asked;

    public ReadyStudents(ContainerRuntime runtime, String imageId, JobDir dir, Map<String, String> labels, Listener listener) {
        this.runtime = runtime;
        this.imageId = imageId;
        this.dir = dir;
        this.labels = Map.copyOf(labels);
        this.listener = listener;
    }

    /** How many such students were asked for so far. */
    public int asked() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** Whether none is there, and none is being made. */
    public boolean vacant() {
        lock.lock();
        try {
            return !closed && !making && (ready == null || !ready.waiting());
        } finally {
            lock.unlock();
        }
    }

    /** Whether one waits. */
    public boolean parked() {
        lock.lock();
        try {
            return ready != null;
        } finally {
            lock.unlock();
        }
    }

    public long memoryBytes() {
        ReadyStudent student;
        lock.lock();
        try {
            student = ready;
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
    public boolean park(Limits limits) throws IOException, InterruptedException {
        if (!begin()) {
            return false;
        }
        ReadyStudent student = null;
        boolean settled = false;
        try {
            student = ReadyStudent.start(runtime, imageId, dir, labels, limits, relays);
            settled = student.settle(this::open);
            if (!settled && open()) {
                throw new IOException("the program of " + imageId + " does not connect to /__parent.sock");
            }
            return settled;
        } finally {
            end(student, settled);
        }
    }

    private boolean begin() {
        ReadyStudent useless;
        lock.lock();
        try {
            if (!vacant()) {
                return false;
            }
            useless = ready;
            ready = null;
            making = true;
        } finally {
            lock.unlock();
        }
        try {
            if (useless != null) {
                useless.close();
            }
            return true;
        } catch (RuntimeException e) {
            made();
            throw e;
        }
    }

    private boolean open() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void end(ReadyStudent student, boolean settled) {
        try {
            boolean kept = settled && keep(student);
            if (!kept && student != null) {
                student.close();
            }
        } finally {
            made();
        }
    }

    /** The end of the job waits for this. */
    private void made() {
        lock.lock();
        try {
            making = false;
            made.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is anybody left to keep it for. */
    private boolean keep(ReadyStudent student) {
        lock.lock();
        try {
            if (!closed && ready == null) {
                ready = student;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The student of that request, for the caller; empty where one has to be made. Never waits for one. */
    Optional<PreparedStudent> take(Environment environment, Limits limits, String socketId) {
        if (environment.type().runtime() != runtime || !environment.image().id().equals(imageId)) {
            return Optional.empty();
        }
        ReadyStudent student = taken();
        boolean met = student != null && student.meet(limits, socketId);
        if (student != null && !met && !keep(student)) {
            student.close();
        }
        listener.asked(this, limits, met);
        return met ? Optional.of(student.prepared()) : Optional.empty();
    }

    private ReadyStudent taken() {
        lock.lock();
        try {
            asked++;
            ReadyStudent student = ready;
            ready = null;
            return student;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ReadyStudent left;
        lock.lock();
        try {
            closed = true;
            while (making) {
                made.awaitUninterruptibly();
            }
            left = ready;
            ready = null;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.close();
        }
    }
}
