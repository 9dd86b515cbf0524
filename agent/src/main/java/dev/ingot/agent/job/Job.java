package dev.ingot.agent.job;

import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.limits.AbortCause;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.sandbox.Sandbox;
import dev.ingot.agent.session.Outbox;
import dev.ingot.agent.student.JobContext;
import dev.ingot.agent.telemetry.RunningJob;
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
 * Runs one job from its arrival until everything of it is removed, on a virtual thread of its own. {@link Phase} names the
 * stage that it is in.
 */
final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);
    /** Orders jobs by arrival, the oldest first. */
    static final Comparator<Job> BY_ARRIVAL =
        Comparator.<Job>comparingLong(job -> job.receivedNanos).thenComparing(Job::id);
    /** A job waits this long for the cleanup of earlier jobs; a longer cleanup means that the manager hangs. */
    private static final long PERMIT_TIMEOUT_SECONDS = 60;

    private final NewJob newJob;
    private final JobServices services;
    private final JobCompletion completion;
    private final Instant receivedAt = Instant.now();
    private final long receivedNanos = System.nanoTime();
    private final PhaseRecorder recorder = new PhaseRecorder(System::nanoTime, phase -> LogContext.setPhase(phase.name()));
    private volatile String runtime;
    private volatile boolean warm;
    private Usage usage = Usage.UNKNOWN;
    private List<Timeline.Student> students = List.of();

    Job(NewJob newJob, JobServices services, Outbox outbox) {
        this.newJob = newJob;
        this.services = services;
        this.completion = new JobCompletion(newJob, outbox);
    }

    String id() {
        return newJob.jobId();
    }

    JobCompletion completion() {
        return completion;
    }

    /** Returns the current state of the job. May be called from any thread. */
    RunningJob snapshot() {
        Phase phase = recorder.current();
        return new RunningJob(newJob.jobId(), newJob.courseId(), newJob.taskId(), newJob.environmentType(), newJob.environment(),
            runtime, phase == null ? Phase.ADMIT : phase, Duration.ofNanos(System.nanoTime() - receivedNanos),
            completion.responder().isResultSent());
    }

    /** Runs the job on the calling thread, and answers it in every case. */
    void run(ImageCatalog catalog) {
        try {
            LogContext.setJob(newJob.jobId(), newJob.courseId(), newJob.taskId());
            recorder.enter(Phase.ADMIT);
            JobPlan plan = services.planner().plan(newJob, catalog);
            runtime = plan.environment().type().runtime().name();
            LogContext.setRuntime(runtime);
            recorder.enter(Phase.STAGE);
            runWithPermit(plan, catalog);
        } catch (JobRejected e) {
            if (completion.complete(new CompletionReason.Rejected(e.getMessage(), e.reason(), failedPhase(e.reason())))) {
                LOG.warn("Rejected job {}: {}", newJob.jobId(), e.getMessage(), e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutOfMemoryError e) {
            LOG.error("Job {} needed more memory than the agent has", newJob.jobId(), e);
            completion.complete(new CompletionReason.Aborted(AbortCause.OVERFLOW));
        } catch (RuntimeException | Error e) {
            LOG.error("Job {} failed", newJob.jobId(), e);
        } finally {
            finish();
        }
    }

    /** Finishes the job: answers it as failed by the agent unless it is answered, and records it. Called once. */
    void finish() {
        try {
            completion.complete(new CompletionReason.Rejected(RejectionReason.UNKNOWN.text(newJob), RejectionReason.UNKNOWN,
                recorder.current()));
        } finally {
            completion.sendOverflowIfUnanswered();
        }
        recorder.finish();
        services.timelines().accept(timeline());
    }

    private void runWithPermit(JobPlan plan, ImageCatalog catalog) throws JobRejected, InterruptedException {
        if (!services.permits().tryAcquire(PERMIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw createRejection(RejectionReason.UNKNOWN,
                new IllegalStateException("no earlier job was cleaned up within a minute"));
        }
        try {
            // The job may have been killed while it waited.
            if (!completion.isAborted()) {
                staged(plan, catalog);
            }
        } finally {
            services.permits().release();
        }
    }

    private void staged(JobPlan plan, ImageCatalog catalog) throws JobRejected, InterruptedException {
        try (PortPool.PortLease ports = leasePorts(plan); Sandbox sandbox = openSandbox(plan, ports)) {
            warm = sandbox.isWarm();
            if (!completion.isAborted()) {
                fillSandbox(sandbox, plan);
            }
            if (!completion.isAborted()) {
                grade(plan, catalog, sandbox, ports);
            }
            recorder.enter(Phase.CLEAN);
        }
    }

    private PortPool.PortLease leasePorts(JobPlan plan) throws JobRejected {
        if (!plan.ports().isEmpty() && services.settings().debugHost() == null) {
            throw createRejection(RejectionReason.NO_PORTS,
                new IllegalStateException("the public address of this host is unknown; set --debug-host"));
        }
        return services.ports().lease(plan.ports()).orElseThrow(() -> createRejection(RejectionReason.NO_PORTS, null));
    }

    private Sandbox openSandbox(JobPlan plan, PortPool.PortLease ports) throws JobRejected {
        Network network = plan.network() ? new Network.Bridge(ports.ports()) : new Network.None();
        try {
            return services.sandboxes().open(services.settings().graderTemplate(plan.environment(), network), limits(plan),
                newJob.jobId(), plan.task());
        } catch (IOException e) {
            throw createRejection(RejectionReason.NO_DIRECTORY, e);
        }
    }

    private void fillSandbox(Sandbox sandbox, JobPlan plan) throws JobRejected {
        try {
            sandbox.fill(plan.task(), plan.common());
        } catch (IOException e) {
            throw createRejection(RejectionReason.UNKNOWN, e);
        }
    }

    private void grade(JobPlan plan, ImageCatalog catalog, Sandbox sandbox, PortPool.PortLease ports)
        throws JobRejected, InterruptedException {
        JobSettings settings = services.settings();
        JobContext context = new JobContext(plan.environment(), catalog, sandbox.dir(), plan.network(), plan.time(),
            limits(plan), settings.maxStudents(), services.ports(), sandbox.labels(), sandbox.warmStudents(),
            () -> services.memoryBudget().open(() -> completion.abort(new CompletionReason.Aborted(AbortCause.OVERFLOW))));
        PreparedJob preparedJob = new PreparedJob(newJob, plan, context, sandbox, ports.ports(), settings);
        Grading grading = new Grading(preparedJob, completion, recorder);
        try {
            grading.run();
        } finally {
            usage = grading.usage();
            students = grading.students();
        }
    }

    private Limits limits(JobPlan plan) {
        return services.settings().limits(plan.memoryMiB());
    }

    private JobRejected createRejection(RejectionReason reason, Exception cause) {
        return new JobRejected(reason, reason.text(newJob), cause);
    }

    /** Returns the failed phase; null when planning failed, because then the task is at fault. */
    private Phase failedPhase(RejectionReason reason) {
        return reason.isSystemFault() && recorder.current() != Phase.ADMIT ? recorder.current() : null;
    }

    private Timeline timeline() {
        return new Timeline(receivedAt, newJob.jobId(), newJob.courseId(), newJob.taskId(), newJob.environmentType(),
            newJob.environment(), runtime, warm, completion.summary(), recorder.durations(), usage.cpuNanos(),
            usage.memoryPeakBytes(), students);
    }
}
