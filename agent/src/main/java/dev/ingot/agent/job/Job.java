package dev.ingot.agent.job;

import dev.ingot.agent.grader.JobContext;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.logging.Marks;
import dev.ingot.agent.metrics.RunningJob;
import dev.ingot.agent.pool.Station;
import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.timing.Phase;
import dev.ingot.timing.PhaseRecorder;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job, from its arrival to the last trace of it. Runs on a virtual thread of its own; its place in the code is its
 * state, and {@link Phase} names it.
 */
final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);
    /** Jobs that came earlier first. */
    static final Comparator<Job> BY_ARRIVAL =
        Comparator.<Job>comparingLong(job -> job.arrived).thenComparing(Job::id);
    /** Cleaning that takes longer than this is stuck, and so is the engine. */
    private static final long PATIENCE_SECONDS = 60;

    private final NewJob order;
    private final JobBench bench;
    private final Ending ending;
    private final Instant received = Instant.now();
    private final long arrived = System.nanoTime();
    private final PhaseRecorder recorder = new PhaseRecorder(System::nanoTime, phase -> Marks.phase(phase.name()));
    private volatile String runtime;
    private volatile boolean warm;
    private Usage usage = Usage.UNKNOWN;
    private List<Timeline.Student> students = List.of();

    Job(NewJob order, JobBench bench, Outbox outbox) {
        this.order = order;
        this.bench = bench;
        this.ending = new Ending(order, outbox);
    }

    String id() {
        return order.jobId();
    }

    Ending ending() {
        return ending;
    }

    /** What can be told of the job while it is here; by any thread. */
    RunningJob view() {
        Phase phase = recorder.current();
        return new RunningJob(order.jobId(), order.courseId(), order.taskId(), order.environmentType(), order.environment(),
            runtime, phase == null ? Phase.ADMIT : phase, Duration.ofNanos(System.nanoTime() - arrived),
            ending.reply().isDone());
    }

    /** Runs the job on the calling thread, and answers it whatever happens. */
    void run(ImageCatalog catalog) {
        try {
            Marks.job(order.jobId(), order.courseId(), order.taskId());
            recorder.enter(Phase.ADMIT);
            JobPlan plan = bench.planner().plan(order, catalog);
            runtime = plan.environment().type().runtime().name();
            Marks.runtime(runtime);
            recorder.enter(Phase.STAGE);
            placed(plan, catalog);
        } catch (JobRefused e) {
            if (ending.answer(new Verdict.Refused(e.getMessage(), e.refusal(), fault(e.refusal())))) {
                LOG.warn("Job {} is refused: {}", order.jobId(), e.getMessage(), e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutOfMemoryError e) {
            LOG.error("Job {} took more of the agent's memory than there is", order.jobId(), e);
            ending.answer(new Verdict.Cut(Cause.OVERFLOW));
        } catch (RuntimeException | Error e) {
            LOG.error("Job {} failed", order.jobId(), e);
        } finally {
            conclude();
        }
    }

    /** Called once, when nothing more is done for the job: answers it as failed by the agent, unless it is answered. */
    void conclude() {
        try {
            ending.answer(new Verdict.Refused(Refusal.UNKNOWN.text(order), Refusal.UNKNOWN, recorder.current()));
        } finally {
            ending.answerAtLast();
        }
        recorder.finish();
        bench.timelines().accept(timeline());
    }

    private void placed(JobPlan plan, ImageCatalog catalog) throws JobRefused, InterruptedException {
        if (!bench.places().tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw refused(Refusal.UNKNOWN, new IllegalStateException("no earlier job was cleaned up for a minute"));
        }
        try {
            // It may have been killed while it waited.
            if (!ending.over()) {
                staged(plan, catalog);
            }
        } finally {
            bench.places().release();
        }
    }

    private void staged(JobPlan plan, ImageCatalog catalog) throws JobRefused, InterruptedException {
        try (PortPool.Lease ports = ports(plan); Station station = station(plan, ports)) {
            warm = station.warm();
            if (!ending.over()) {
                fill(station, plan);
            }
            if (!ending.over()) {
                grade(plan, catalog, station, ports);
            }
            recorder.enter(Phase.CLEAN);
        }
    }

    private PortPool.Lease ports(JobPlan plan) throws JobRefused {
        if (!plan.ports().isEmpty() && bench.settings().debugHost() == null) {
            throw refused(Refusal.NO_PORTS, new IllegalStateException("no debug host is known: name one with --debug-host"));
        }
        return bench.ports().lease(plan.ports()).orElseThrow(() -> refused(Refusal.NO_PORTS, null));
    }

    private Station station(JobPlan plan, PortPool.Lease ports) throws JobRefused {
        Network network = plan.network() ? new Network.Bridge(ports.ports()) : new Network.None();
        try {
            return bench.stations().open(bench.settings().template(plan.environment(), network), limits(plan), order.jobId(),
                plan.task());
        } catch (IOException e) {
            throw refused(Refusal.NO_DIRECTORY, e);
        }
    }

    private void fill(Station station, JobPlan plan) throws JobRefused {
        try {
            station.fill(plan.task(), plan.common());
        } catch (IOException e) {
            throw refused(Refusal.UNKNOWN, e);
        }
    }

    private void grade(JobPlan plan, ImageCatalog catalog, Station station, PortPool.Lease ports)
        throws JobRefused, InterruptedException {
        JobSettings settings = bench.settings();
        JobContext context = new JobContext(plan.environment(), catalog, station.dir(), plan.network(), plan.time(),
            limits(plan), settings.students(), bench.ports(), station.labels(), station.students(),
            () -> bench.frames().open(() -> ending.cut(new Verdict.Cut(Cause.OVERFLOW))));
        Assignment assignment = new Assignment(order, plan, context, station, ports.ports(), settings);
        Grading grading = new Grading(assignment, ending, recorder);
        try {
            grading.run();
        } finally {
            usage = grading.usage();
            students = grading.students();
        }
    }

    private Limits limits(JobPlan plan) {
        return bench.settings().limits(plan.memoryMiB());
    }

    private JobRefused refused(Refusal refusal, Exception cause) {
        return new JobRefused(refusal, refusal.text(order), cause);
    }

    /** A plan fails over what a task says; what fails later fails over the host. */
    private Phase fault(Refusal refusal) {
        return refusal.ofTheSystem() && recorder.current() != Phase.ADMIT ? recorder.current() : null;
    }

    private Timeline timeline() {
        return new Timeline(received, order.jobId(), order.courseId(), order.taskId(), order.environmentType(),
            order.environment(), runtime, warm, ending.outcome(), recorder.durations(), usage.cpuNanos(),
            usage.memoryPeakBytes(), students);
    }
}
