package dev.ingot.agent.student;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.grading.GraderMessage.RunStudent;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.StudentOrder;
import dev.ingot.grading.StudentReturnCodes;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The student containers of one job. Closing it ends them all and returns when they are gone. */
public final class StudentRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudentRuns.class);
    /** Refusals that wait for a grader to read them. */
    private static final int MAX_PENDING_REJECTIONS = 100;

    /** Students of one job that anything is kept of; what a container can have as many of as it likes takes no memory. */
    private static final int MAX_TIMELINES = 1000;

    private final JobContext job;
    private final Container grader;
    private final GradingChannel channel;
    private final SshAnnouncer ssh;
    private final PlaceholderStudent absent = new PlaceholderStudent();
    private final Set<StudentRun> running = ConcurrentHashMap.newKeySet();
    private final Queue<Timeline.Student> finished = new LinkedBlockingQueue<>();
    private final Phaser threads = new Phaser(1);
    private final Semaphore pendingRejections = new Semaphore(MAX_PENDING_REJECTIONS);
    private final AtomicBoolean graderWatched = new AtomicBoolean();

    public StudentRuns(JobContext job, Container grader, GradingChannel channel, SshAnnouncer ssh) {
        this.job = job;
        this.grader = grader;
        this.channel = channel;
        this.ssh = ssh;
    }

    /** Starts a student; the grader is told of its start and its end. Returns at once. */
    public void run(RunStudent request) {
        if (running.size() >= job.maxStudents()) {
            reject(request, running.size() + " student containers are already running");
            return;
        }
        StudentRun student = new StudentRun(request, job, grader, channel, ssh, absent);
        running.add(student);
        threads.register();
        Thread.ofVirtual().name("student of " + grader.id()).start(LogContext.wrap(() -> runAndRecord(student)));
    }

    private void runAndRecord(StudentRun student) {
        try {
            Timeline.Student ended = student.run();
            if (finished.size() < MAX_TIMELINES) {
                finished.add(ended);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(student);
            threads.arriveAndDeregister();
        }
    }

    /** Passes on what the grader says to one of its students; waits while that student has much of it before it. */
    public void forward(StudentOrder order) throws InterruptedException {
        if (graderWatched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("grader-exit " + grader.id()).start(this::endWithGrader);
        }
        Optional<StudentRun> student = running.stream().filter(run -> run.isIn(order.containerId())).findAny();
        if (student.isPresent()) {
            student.get().forward(order);
        } else {
            LOG.debug("Ignored a message for student container {}: it does not run", order.containerId());
        }
    }

    /** A grader's end shows on its streams, which nobody reads while a student is to take what it was told before. */
    private void endWithGrader() {
        try {
            grader.await();
        } catch (RuntimeFault e) {
            LOG.warn("Cannot wait for the exit of a grader: {}. Its students are killed", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.forEach(StudentRun::kill);
    }

    /** The host port of the SSH server in a running student container; empty when that is no student of this job. */
    public OptionalInt sshPort(String containerId) {
        return running.stream().filter(student -> student.isIn(containerId)).findAny()
            .map(StudentRun::sshPort).orElse(OptionalInt.empty());
    }

    /** The students that have ended so far, the first thousand of them. */
    public List<Timeline.Student> timelines() {
        return List.copyOf(finished);
    }

    /** Tells the grader that it gets no student container; the reason is for the operator. */
    public void reject(RunStudent request, String reason) {
        LOG.warn("Rejected a student container: {}", reason);
        if (!pendingRejections.tryAcquire()) {
            LOG.debug("The grader does not read its rejections: not sending another");
            return;
        }
        // Not on the job's thread: a grader that reads nothing must not keep it from hearing the result.
        threads.register();
        Thread.ofVirtual().name("rejection for " + grader.id()).start(() -> {
            try {
                channel.send(new GraderOrder.StudentRetval(request.socketId(), StudentReturnCodes.REJECTED));
            } catch (IOException e) {
                LOG.debug("Cannot send a rejection to the grader: {}", e.getMessage());
            } finally {
                pendingRejections.release();
                threads.arriveAndDeregister();
            }
        });
    }

    @Override
    public void close() {
        running.forEach(StudentRun::kill);
        threads.arriveAndAwaitAdvance();
    }
}
