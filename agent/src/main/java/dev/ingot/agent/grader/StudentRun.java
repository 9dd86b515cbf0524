package dev.ingot.agent.grader;

import dev.ingot.agent.logging.Marks;
import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.resource.LimitWatch;
import dev.ingot.agent.resource.PortPool;
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
    private final StudentSsh ssh;
    private final AbsentStudent absent;
    private final AtomicReference<Cause> cause = new AtomicReference<>();
    private volatile StudentLink link;
    private volatile Container container;
    private volatile OptionalInt sshPort = OptionalInt.empty();
    private volatile boolean killed;
    private final Instant asked = Instant.now();
    private boolean told;

    StudentRun(RunStudent request, JobContext job, Container grader, GradingChannel channel, StudentSsh ssh,
        AbsentStudent absent) {
        this.request = request;
        this.job = job;
        this.grader = grader;
        this.channel = channel;
        this.ssh = ssh;
        this.absent = absent;
    }

    /** Whether this student is in the container of that id. */
    boolean in(String containerId) {
        Container made = container;
        return made != null && made.id().equals(containerId);
    }

    /** The host port that leads to the student's SSH server, when one was asked for. */
    OptionalInt sshPort() {
        return sshPort;
    }

    /** What the grader says to the student; waits while the student has much of it before it. */
    void hear(StudentOrder order) throws InterruptedException {
        link.hear(order);
    }

    /** Ends the student, also before its container exists. */
    void kill() {
        killed = true;
        Container made = container;
        if (made != null) {
            made.killOrRemove();
            link.close();
        }
    }

    /** Runs the student and tells the grader its return value, whatever happens. */
    Timeline.Student run() throws InterruptedException {
        Timeline.Student student =
            new Timeline.Student(asked, request.environment(), false, 0, 0, 0, StudentReturnCodes.REJECTED, -1, -1);
        try {
            student = leased(StudentPlan.of(request, job));
        } catch (StudentRefused | RuntimeFault e) {
            LOG.warn("A student container is refused: {}", e.getMessage());
        } finally {
            returned(student.retval());
        }
        return student;
    }

    /** Told as soon as it is known, not when the container is removed: the grader waits for it. */
    private void returned(int retval) {
        if (!told) {
            told = true;
            tell(new GraderOrder.StudentRetval(request.socketId(), retval));
            StudentLink made = link;
            if (made != null && !killed) {
                made.release();
            }
        }
    }

    private Timeline.Student leased(StudentPlan plan) throws StudentRefused, InterruptedException {
        if (!request.ssh()) {
            return contained(plan, request.shareNetwork() ? new Network.Joined(grader.id()) : new Network.None());
        }
        try (PortPool.Lease lease = job.ports().lease(List.of(SSH_PORT))
            .orElseThrow(() -> new StudentRefused("no port is free for its SSH server"))) {
            sshPort = OptionalInt.of(lease.ports().get(SSH_PORT));
            return contained(plan, new Network.Bridge(lease.ports()));
        }
    }

    private Timeline.Student contained(StudentPlan plan, Network network) throws StudentRefused, InterruptedException {
        long begun = System.nanoTime();
        try (PreparedStudent prepared = prepared(plan, network)) {
            Container made = prepared.container();
            long created = System.nanoTime();
            link = prepared.link();
            container = made;
            Marks.container(made.id());
            if (killed) {
                throw new StudentRefused("its job has ended");
            }
            Stdio stdio = made.start();
            long started = System.nanoTime();
            // Not before: once told, the grader waits for the student alone, and hears no refusal.
            tell(new GraderOrder.StudentStarted(request.socketId(), made.id()));
            link.connect(stdio);
            int retval = watched(made, plan);
            link.drain(retval == StudentReturnCodes.TIMEOUT || retval == StudentReturnCodes.OVERFLOW);
            returned(retval);
            Usage usage = made.usage();
            return new Timeline.Student(asked, plan.environment().name(), prepared.warm(), created - begun, started - created,
                System.nanoTime() - started, retval, usage.cpuNanos(), usage.memoryPeakBytes());
        }
    }

    private PreparedStudent prepared(StudentPlan plan, Network network) throws StudentRefused {
        Optional<PreparedStudent> ready = plan.sameKernel() && network instanceof Network.None
            ? job.ready().take(plan.environment(), plan.limits(), request.socketId()) : Optional.empty();
        return ready.isPresent() ? ready.get() : made(plan, network, link(plan));
    }

    private PreparedStudent made(StudentPlan plan, Network network, StudentLink linked) throws StudentRefused {
        try {
            return new PreparedStudent(linked, plan.environment().type().runtime().create(
                linked.spec(plan.environment().image().id(), network, plan.limits(), job.labels())), false);
        } catch (IOException e) {
            linked.close();
            throw new StudentRefused("its files are not as they should be: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            linked.close();
            throw e;
        }
    }

    private int watched(Container made, StudentPlan plan) throws InterruptedException {
        try (LimitWatch _ = LimitWatch.start(made, plan.environment().type().runtime().capabilities(), plan.time(),
            struck -> strike(made, struck))) {
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

    private void strike(Container made, Cause struck) {
        cause.compareAndSet(null, struck);
        made.killOrRemove();
    }

    private StudentLink link(StudentPlan plan) {
        StudentFolders folders = new StudentFolders(job.dir(), plan.environment().type().runtime());
        return plan.sameKernel() ? new SocketLink(folders, request.socketId(), absent)
            : new RelayLink(folders, job.environment().type().sharesKernel(), plan.environment().type().sharesKernel(),
                output(), this::opened, job.frames());
    }

    private RelayedOutput output() {
        return job.environment().readsEveryMessage() ? new DirectOutput(channel, request.socketId())
            : new PacedOutput(channel, request.socketId());
    }

    private void opened(StudentMessage.SshReady ready) {
        if (sshPort.isEmpty()) {
            LOG.warn("A student container offers a session that nobody asked for");
        } else {
            ssh.opened(sshPort.getAsInt(), ready.user(), ready.password());
        }
    }

    /** A grader that does not listen any more is about to end, and its job with it. */
    private void tell(GraderOrder order) {
        try {
            channel.send(order);
        } catch (IOException e) {
            LOG.debug("The grader did not take {}: {}", order, e.getMessage());
        }
    }
}
