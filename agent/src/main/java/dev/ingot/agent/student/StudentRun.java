package dev.ingot.agent.student;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.limits.AbortCause;
import dev.ingot.agent.limits.LimitWatch;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.grading.GraderMessage.RunStudent;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.StudentMessage;
import dev.ingot.grading.StudentOrder;
import dev.ingot.grading.StudentReturnCodes;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One student container, from the grader's request to the return value it is told. {@link #run()} blocks on a thread of
 * its own; {@link #kill()} from another thread brings it to its end.
 */
final class StudentRun {
    private static final Logger LOG = LoggerFactory.getLogger(StudentRun.class);
    private static final int SSH_PORT = 22;

    private final RunStudent request;
    private final JobContext job;
    private final Container grader;
    private final GradingChannel channel;
    private final SshAnnouncer ssh;
    private final PlaceholderStudent absent;
    private final AtomicReference<AbortCause> cause = new AtomicReference<>();
    private volatile StudentTransport transport;
    private volatile Container container;
    private volatile OptionalInt sshPort = OptionalInt.empty();
    private volatile boolean killed;
    private final Instant requestedAt = Instant.now();
    private boolean returnValueSent;

    StudentRun(RunStudent request, JobContext job, Container grader, GradingChannel channel, SshAnnouncer ssh,
        PlaceholderStudent absent) {
        this.request = request;
        this.job = job;
        this.grader = grader;
        this.channel = channel;
        this.ssh = ssh;
        this.absent = absent;
    }

    /** Whether this student is in the container of that id. */
    boolean isIn(String containerId) {
        Container made = container;
        return made != null && made.id().equals(containerId);
    }

    /** The host port that leads to the student's SSH server, when one was asked for. */
    OptionalInt sshPort() {
        return sshPort;
    }

    /** What the grader says to the student; waits while the student has much of it before it. */
    void forward(StudentOrder order) throws InterruptedException {
        transport.forward(order);
    }

    /** Ends the student, also before its container exists. */
    void kill() {
        killed = true;
        Container made = container;
        if (made != null) {
            made.killOrRemove();
            transport.close();
        }
    }

    /** Runs the student and tells the grader its return value, whatever happens. */
    Timeline.Student run() throws InterruptedException {
        Timeline.Student student =
            new Timeline.Student(requestedAt, request.environment(), false, 0, 0, 0, StudentReturnCodes.REJECTED, -1, -1);
        try {
            student = runWithLease(StudentPlan.of(request, job));
        } catch (StudentRejected | RuntimeFault e) {
            LOG.warn("Rejected a student container: {}", e.getMessage());
        } finally {
            sendReturnValue(student.retval());
        }
        return student;
    }

    /** Told as soon as it is known, not when the container is removed: the grader waits for it. */
    private void sendReturnValue(int retval) {
        if (!returnValueSent) {
            returnValueSent = true;
            send(new GraderOrder.StudentRetval(request.socketId(), retval));
            StudentTransport made = transport;
            if (made != null && !killed) {
                made.releaseGrader();
            }
        }
    }

    private Timeline.Student runWithLease(StudentPlan plan) throws StudentRejected, InterruptedException {
        if (!request.ssh()) {
            return runContainer(plan, request.shareNetwork() ? new Network.Joined(grader.id()) : new Network.None());
        }
        try (PortPool.PortLease lease = job.ports().lease(List.of(SSH_PORT))
            .orElseThrow(() -> new StudentRejected("no port is free for its SSH server"))) {
            sshPort = OptionalInt.of(lease.ports().get(SSH_PORT));
            return runContainer(plan, new Network.Bridge(lease.ports()));
        }
    }

    private Timeline.Student runContainer(StudentPlan plan, Network network) throws StudentRejected, InterruptedException {
        long begun = System.nanoTime();
        try (StudentContainer prepared = acquireContainer(plan, network)) {
            Container made = prepared.container();
            long created = System.nanoTime();
            transport = prepared.transport();
            container = made;
            LogContext.setContainer(made.id());
            if (killed) {
                throw new StudentRejected("its job has ended");
            }
            Stdio stdio = made.start();
            long started = System.nanoTime();
            // Not before: once told, the grader waits for the student alone, and hears no refusal.
            send(new GraderOrder.StudentStarted(request.socketId(), made.id()));
            transport.connect(stdio);
            int retval = awaitExit(made, plan);
            transport.drain(retval == StudentReturnCodes.TIMEOUT || retval == StudentReturnCodes.OVERFLOW);
            sendReturnValue(retval);
            Usage usage = made.usage();
            return new Timeline.Student(requestedAt, plan.environment().name(), prepared.warm(), created - begun,
                started - created, System.nanoTime() - started, retval, usage.cpuNanos(), usage.memoryPeakBytes());
        }
    }

    private StudentContainer acquireContainer(StudentPlan plan, Network network) throws StudentRejected {
        Optional<StudentContainer> ready = plan.sameKernel() && network instanceof Network.None
            ? job.warmStudents().claim(plan.environment(), plan.limits(), request.socketId()) : Optional.empty();
        return ready.isPresent() ? ready.get() : createContainer(plan, network, createTransport(plan));
    }

    private StudentContainer createContainer(StudentPlan plan, Network network, StudentTransport linked) throws StudentRejected {
        try {
            return new StudentContainer(linked, plan.environment().type().runtime().create(
                linked.spec(plan.environment().image().id(), network, plan.limits(), job.labels())), false);
        } catch (IOException e) {
            linked.close();
            throw new StudentRejected("its files are invalid: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            linked.close();
            throw e;
        }
    }

    private int awaitExit(Container made, StudentPlan plan) throws InterruptedException {
        try (LimitWatch _ = LimitWatch.start(made, plan.environment().type().runtime().capabilities(), plan.time(),
            limit -> abort(made, limit))) {
            Exit exit = made.await();
            boolean overflow = exit instanceof Exit.OutOfMemory || made.usage().outOfMemory();
            return switch (cause.get()) {
                case TIMEOUT -> StudentReturnCodes.TIMEOUT;
                case OVERFLOW -> StudentReturnCodes.OVERFLOW;
                case KILLED -> exit.status();
                case null -> overflow ? StudentReturnCodes.OVERFLOW : exit.status();
            };
        }
    }

    private void abort(Container made, AbortCause limit) {
        cause.compareAndSet(null, limit);
        made.killOrRemove();
    }

    private StudentTransport createTransport(StudentPlan plan) {
        StudentFolders folders = new StudentFolders(job.dir(), plan.environment().type().runtime());
        return plan.sameKernel() ? new SocketTransport(folders, request.socketId(), absent)
            : new RelayTransport(folders, job.environment().type().sharesKernel(), plan.environment().type().sharesKernel(),
                createOutputRelay(), this::announceSsh, job.memoryAccounts());
    }

    private OutputRelay createOutputRelay() {
        return job.environment().canReadEveryMessage() ? new DirectOutputRelay(channel, request.socketId())
            : new PacedOutputRelay(channel, request.socketId());
    }

    private void announceSsh(StudentMessage.SshReady ready) {
        if (sshPort.isEmpty()) {
            LOG.warn("Ignored an SSH session of a student container: its grader did not request SSH");
        } else {
            ssh.announce(sshPort.getAsInt(), ready.user(), ready.password());
        }
    }

    /** A grader that does not listen any more is about to end, and its job with it. */
    private void send(GraderOrder order) {
        try {
            channel.send(order);
        } catch (IOException e) {
            LOG.debug("Cannot send {} to the grader: {}", order, e.getMessage());
        }
    }
}
