package dev.ingot.agent.grader;

import dev.ingot.agent.logging.Marks;
import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.resource.LimitWatch;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.grading.GraderMessage.RunStudent;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.StudentExit;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Images test for these two words to find out whether they share the grader's kernel. */
    private static final List<String> COMMAND = List.of("_run_student_intern", "runc", "docker");

    private final RunStudent request;
    private final JobContext job;
    private final Container grader;
    private final GradingChannel channel;
    private final AtomicReference<Cause> cause = new AtomicReference<>();
    private volatile Container container;
    private volatile OptionalInt sshPort = OptionalInt.empty();
    private volatile boolean killed;
    private final Instant asked = Instant.now();
    private boolean told;

    StudentRun(RunStudent request, JobContext job, Container grader, GradingChannel channel) {
        this.request = request;
        this.job = job;
        this.grader = grader;
        this.channel = channel;
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

    /** Ends the student, also before its container exists. */
    void kill() {
        killed = true;
        Container made = container;
        if (made != null) {
            made.end();
        }
    }

    /** Runs the student and tells the grader its return value, whatever happens. */
    Timeline.Student run() throws InterruptedException {
        Timeline.Student student =
            new Timeline.Student(asked, request.environment(), 0, 0, 0, StudentExit.REFUSED, -1, -1);
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
        ContainerRuntime runtime = plan.environment().type().runtime();
        ContainerSpec spec = spec(plan, network);
        long begun = System.nanoTime();
        try (Container made = runtime.create(spec)) {
            long created = System.nanoTime();
            container = made;
            Marks.container(made.id());
            tell(new GraderOrder.StudentStarted(request.socketId(), made.id()));
            if (killed) {
                throw new StudentRefused("its job has ended");
            }
            made.start();
            long started = System.nanoTime();
            int retval = watched(made, plan);
            returned(retval);
            Usage usage = made.usage();
            return new Timeline.Student(asked, plan.environment().name(), created - begun, started - created,
                System.nanoTime() - started, retval, usage.cpuNanos(), usage.memoryPeakBytes());
        }
    }

    private int watched(Container made, StudentPlan plan) throws InterruptedException {
        try (LimitWatch _ = LimitWatch.start(made, plan.environment().type().runtime().capabilities(), plan.time(),
            struck -> strike(made, struck))) {
            Exit exit = made.await();
            boolean overflow = exit instanceof Exit.OutOfMemory || made.usage().outOfMemory();
            return switch (cause.get()) {
                case TIMEOUT -> StudentExit.TIMEOUT;
                case OVERFLOW -> StudentExit.OVERFLOW;
                case KILLED -> exit.number();
                case null -> overflow ? StudentExit.OVERFLOW : exit.number();
            };
        }
    }

    private void strike(Container made, Cause struck) {
        cause.compareAndSet(null, struck);
        made.end();
    }

    private ContainerSpec spec(StudentPlan plan, Network network) throws StudentRefused {
        Map<String, String> labels = new HashMap<>(job.labels());
        labels.put(Labels.ROLE, "student");
        try {
            return new ContainerSpec(plan.environment().image().id(), COMMAND, Map.of(),
                new StudentFolders(job.dir()).mounts(request.socketId()), network, plan.limits(), false, labels);
        } catch (IOException e) {
            throw new StudentRefused("its files are not as they should be: " + e.getMessage(), e);
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
