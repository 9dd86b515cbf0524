package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.limits.AbortCause;
import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.session.BackendListener;
import dev.ingot.agent.session.Outbox;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.agent.telemetry.RunningJob;
import dev.ingot.agent.telemetry.TimelineSink;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage.KillJob;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.protocol.UnreadableJob;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the backend asks for: starts jobs, each on a thread of its own, and ends them. Thread-safe. */
public final class JobManager implements BackendListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobManager.class);

    private final String friendlyName;
    private final Collection<EnvironmentType> types;
    private final JobServices services;
    private final AnsweredJobs answeredJobs = new AnsweredJobs();
    private final Set<Job> jobs = ConcurrentHashMap.newKeySet();
    private final AtomicReference<ImageCatalog> catalog = new AtomicReference<>();
    private volatile boolean stopping;

    public JobManager(String friendlyName, Collection<EnvironmentType> types, JobSettings settings, TaskStore tasks,
        SandboxProvider stations, PortPool ports, TimelineSink timelines, MessageMemoryBudget frames) {
        this(friendlyName, types, new JobServices(settings, new JobPlanner(tasks, settings), stations, ports,
            new Semaphore(2 * settings.capacity()), timelines, frames));
    }

    JobManager(String friendlyName, Collection<EnvironmentType> types, JobServices services) {
        this.friendlyName = friendlyName;
        this.types = List.copyOf(types);
        this.services = services;
    }

    /** Looks at the images anew; keeps what it knows when an engine does not answer. */
    @Override
    public AgentMessage.Hello createHello() {
        try {
            catalog.set(ImageCatalog.scan(types));
        } catch (RuntimeFault e) {
            if (catalog.get() == null) {
                throw e;
            }
            LOG.warn("The images cannot be listed, the last known ones stay on offer: {}", e.getMessage());
        }
        updatePoolTemplates();
        return new AgentMessage.Hello(friendlyName, services.settings().capacity(), catalog.get().announcement());
    }

    /** With images that came after the hello under the names it gave. */
    private ImageCatalog refreshImages() {
        ImageCatalog known = catalog.get();
        try {
            ImageCatalog renewed = known.refresh();
            // A hello in between has looked later.
            if (renewed != known && catalog.compareAndSet(known, renewed)) {
                updatePoolTemplates();
            }
            return renewed;
        } catch (RuntimeFault e) {
            LOG.warn("The images cannot be listed, a job gets the last known ones: {}", e.getMessage());
            return known;
        }
    }

    /** What jobs without network ask for; a grader that is debugged always has one, and one with ports too. */
    private void updatePoolTemplates() {
        JobSettings settings = services.settings();
        services.sandboxes().setTemplates(catalog.get().all().stream()
            .filter(environment -> !settings.debugGraders() && environment.labels().ports().isEmpty())
            .map(environment -> settings.graderTemplate(environment, new Network.None()))
            .distinct().toList(), settings.limits(JobPlanner.DEFAULT_MEMORY_MIB));
    }

    @Override
    public void submitJob(NewJob order, Outbox outbox) {
        if (stopping) {
            LOG.info("Job {} comes while the agent stops; the backend answers it", order.jobId());
            return;
        }
        if (findUnanswered(order.jobId(), outbox).isPresent()) {
            LOG.error("Job {} is sent a second time while it runs: ignored", order.jobId());
            return;
        }
        Job job = new Job(order, services, outbox);
        jobs.add(job);
        try {
            job.completion().responder().sendStarted();
            ImageCatalog images = refreshImages();
            Thread.ofVirtual().name("job " + order.jobId()).start(() -> {
                try {
                    job.run(images);
                } finally {
                    removeJob(job);
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.error("Job {} cannot be begun", order.jobId(), e);
            try {
                job.finish();
            } finally {
                removeJob(job);
            }
            return;
        }
        if (stopping) {
            abortAsync(job, new CompletionReason.Crashed(CompletionReason.AGENT_STOPPED));
        }
    }

    private void removeJob(Job job) {
        try {
            answeredJobs.add(job.id());
        } finally {
            jobs.remove(job);
        }
    }

    @Override
    public void rejectUnreadableJob(UnreadableJob job, Outbox outbox) {
        if (stopping) {
            LOG.info("Job {} comes while the agent stops; the backend answers it", job.jobId());
            return;
        }
        if (findUnanswered(job.jobId(), outbox).isPresent()) {
            LOG.error("Job {} is sent a second time while it runs: ignored", job.jobId());
            return;
        }
        LOG.warn("Job {} cannot be read: {}", job.jobId(), job.getMessage());
        JobResponder reply = new JobResponder(job.jobId(), outbox);
        reply.sendStarted();
        reply.sendResult(JobResult.ungraded("crash", RejectionReason.textOf(job), job.state()));
        answeredJobs.add(job.jobId());
    }

    /** A job nobody knows here is answered as killed: the backend believes that it runs, and keeps a slot for it. */
    @Override
    public void killJob(KillJob kill, Outbox outbox) {
        Optional<Job> job = findUnanswered(kill.jobId(), outbox);
        if (job.isPresent()) {
            abortAsync(job.get(), new CompletionReason.Aborted(AbortCause.KILLED));
        } else if (!isAnswered(kill.jobId())) {
            LOG.warn("Job {} is to be killed and is not known here: answered as killed", kill.jobId());
            String state = kill.state() == null ? "" : kill.state();
            outbox.put(new AgentMessage.JobDone(kill.jobId(), JobResult.ungraded("killed", "", state)));
        }
    }

    /** Ids are unique among the jobs a backend waits for, and no further: a job still being cleaned up may share its id. */
    private Optional<Job> findUnanswered(String jobId, Outbox outbox) {
        return jobs.stream()
            .filter(job -> job.id().equals(jobId) && job.completion().responder().isBoundTo(outbox)
            && !job.completion().responder().isResultSent())
            .findAny();
    }

    private boolean isAnswered(String jobId) {
        // In this order: a job is added to the answered ones before it is gone.
        return jobs.stream().anyMatch(job -> job.id().equals(jobId)) || answeredJobs.contains(jobId);
    }

    @Override
    public void handleBackendLoss(Outbox outbox) {
        jobs.stream().filter(job -> job.completion().responder().isBoundTo(outbox))
            .forEach(job -> abortAsync(job, new CompletionReason.Crashed(CompletionReason.AGENT_STOPPED)));
    }

    /**
     * Answers every job, takes no new one, and waits until the containers are gone, for as long as {@code patience}.
     *
     * @return whether all were gone in time
     */
    public boolean stop(Duration patience) throws InterruptedException {
        stopping = true;
        jobs.forEach(job -> abortAsync(job, new CompletionReason.Crashed(CompletionReason.AGENT_STOPPED)));
        long deadline = System.nanoTime() + patience.toNanos();
        while (!jobs.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        jobs.forEach(job -> {
            LogContext.setJob(job.id(), null, null);
            LOG.error("Job {} could not be cleaned up in time; the next start does it", job.id());
            LogContext.clear();
        });
        return jobs.isEmpty();
    }

    /** The jobs that are here, those being cleaned up included; the one that came first is the first. */
    public List<RunningJob> runningJobs() {
        return jobs.stream().sorted(Job.BY_ARRIVAL).map(Job::snapshot).toList();
    }

    /** What is on offer, as of the last hello; empty before the first. */
    public List<Environment> environments() {
        ImageCatalog known = catalog.get();
        return known == null ? List.of() : known.all();
    }

    /** Whether the agent takes no more jobs. */
    public boolean isStopping() {
        return stopping;
    }

    /** Killing asks an engine, which may take its time: not on the session's thread. */
    private static void abortAsync(Job job, CompletionReason verdict) {
        Thread.ofVirtual().name("end of a job").start(() -> {
            LogContext.setJob(job.id(), null, null);
            job.completion().abort(verdict);
        });
    }
}
