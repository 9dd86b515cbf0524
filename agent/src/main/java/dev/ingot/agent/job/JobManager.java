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

/** Starts the jobs of the backend, each on a virtual thread of its own, kills and stops them. Thread-safe. */
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
        SandboxProvider sandboxes, PortPool ports, TimelineSink timelines, MessageMemoryBudget memoryBudget) {
        this(friendlyName, types, new JobServices(settings, new JobPlanner(tasks, settings), sandboxes, ports,
            new Semaphore(2 * settings.capacity()), timelines, memoryBudget));
    }

    JobManager(String friendlyName, Collection<EnvironmentType> types, JobServices services) {
        this.friendlyName = friendlyName;
        this.types = List.copyOf(types);
        this.services = services;
    }

    /** Lists the images again; keeps the known ones when a manager does not answer. */
    @Override
    public AgentMessage.Hello createHello() {
        try {
            catalog.set(ImageCatalog.scan(types));
        } catch (RuntimeFault e) {
            if (catalog.get() == null) {
                throw e;
            }
            LOG.warn("Cannot list the images: {}. The last known ones stay announced", e.getMessage());
        }
        updatePoolTemplates();
        return new AgentMessage.Hello(friendlyName, services.settings().capacity(), catalog.get().announcement());
    }

    /** Returns the catalog with newer images of the announced environments. */
    private ImageCatalog refreshImages() {
        ImageCatalog known = catalog.get();
        try {
            ImageCatalog renewed = known.refresh();
            // A hello in the meantime has newer information.
            if (renewed != known && catalog.compareAndSet(known, renewed)) {
                updatePoolTemplates();
            }
            return renewed;
        } catch (RuntimeFault e) {
            LOG.warn("Cannot list the images: {}. The job uses the last known ones", e.getMessage());
            return known;
        }
    }

    /** Only containers without network are kept warm; debugged graders and graders with ports always have a network. */
    private void updatePoolTemplates() {
        JobSettings settings = services.settings();
        services.sandboxes().setTemplates(catalog.get().all().stream()
            .filter(environment -> !settings.debugGraders() && environment.labels().ports().isEmpty())
            .map(environment -> settings.graderTemplate(environment, new Network.None()))
            .distinct().toList(), settings.limits(JobPlanner.DEFAULT_MEMORY_MIB));
    }

    @Override
    public void submitJob(NewJob newJob, Outbox outbox) {
        if (stopping) {
            LOG.info("Ignored job {}: the agent stops, and the backend answers the job", newJob.jobId());
            return;
        }
        if (findUnanswered(newJob.jobId(), outbox).isPresent()) {
            LOG.error("Ignored job {}: it was sent a second time while it runs", newJob.jobId());
            return;
        }
        Job job = new Job(newJob, services, outbox);
        jobs.add(job);
        try {
            job.completion().responder().sendStarted();
            ImageCatalog images = refreshImages();
            Thread.ofVirtual().name("job " + newJob.jobId()).start(() -> {
                try {
                    job.run(images);
                } finally {
                    removeJob(job);
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot start job {}", newJob.jobId(), e);
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
            LOG.info("Ignored job {}: the agent stops, and the backend answers the job", job.jobId());
            return;
        }
        if (findUnanswered(job.jobId(), outbox).isPresent()) {
            LOG.error("Ignored job {}: it was sent a second time while it runs", job.jobId());
            return;
        }
        LOG.warn("Cannot read job {}: {}. It is answered as crash", job.jobId(), job.getMessage());
        JobResponder reply = new JobResponder(job.jobId(), outbox);
        reply.sendStarted();
        reply.sendResult(JobResult.ungraded("crash", RejectionReason.textOf(job), job.state()));
        answeredJobs.add(job.jobId());
    }

    /** Kills a job. An unknown one is answered as killed, because the backend believes that it runs on this agent. */
    @Override
    public void killJob(KillJob kill, Outbox outbox) {
        Optional<Job> job = findUnanswered(kill.jobId(), outbox);
        if (job.isPresent()) {
            abortAsync(job.get(), new CompletionReason.Aborted(AbortCause.KILLED));
        } else if (!isAnswered(kill.jobId())) {
            LOG.warn("Answered unknown job {} as killed", kill.jobId());
            String state = kill.state() == null ? "" : kill.state();
            outbox.put(new AgentMessage.JobDone(kill.jobId(), JobResult.ungraded("killed", "", state)));
        }
    }

    /** Ids are unique among unanswered jobs only: a job that is still being cleaned up may have the same id. */
    private Optional<Job> findUnanswered(String jobId, Outbox outbox) {
        return jobs.stream()
            .filter(job -> job.id().equals(jobId) && job.completion().responder().isBoundTo(outbox)
            && !job.completion().responder().isResultSent())
            .findAny();
    }

    private boolean isAnswered(String jobId) {
        // In this order, because a job is added to the answered ones before it is removed from the running ones.
        return jobs.stream().anyMatch(job -> job.id().equals(jobId)) || answeredJobs.contains(jobId);
    }

    @Override
    public void handleBackendLoss(Outbox outbox) {
        jobs.stream().filter(job -> job.completion().responder().isBoundTo(outbox))
            .forEach(job -> abortAsync(job, new CompletionReason.Crashed(CompletionReason.AGENT_STOPPED)));
    }

    /**
     * Answers every job, accepts no new one, and waits for the cleanup.
     *
     * @param timeout maximum time to wait
     * @return whether everything was cleaned up in time
     */
    public boolean stop(Duration timeout) throws InterruptedException {
        stopping = true;
        jobs.forEach(job -> abortAsync(job, new CompletionReason.Crashed(CompletionReason.AGENT_STOPPED)));
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!jobs.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        jobs.forEach(job -> {
            LogContext.setJob(job.id(), null, null);
            LOG.error("Did not clean up job {} in time; the next start of the agent removes what is left", job.id());
            LogContext.clear();
        });
        return jobs.isEmpty();
    }

    /** Returns the current jobs, including those being cleaned up, the oldest first. */
    public List<RunningJob> runningJobs() {
        return jobs.stream().sorted(Job.BY_ARRIVAL).map(Job::snapshot).toList();
    }

    /** Returns the environments of the last hello; empty before the first. */
    public List<Environment> environments() {
        ImageCatalog known = catalog.get();
        return known == null ? List.of() : known.all();
    }

    /** Returns whether the agent accepts no more jobs. */
    public boolean isStopping() {
        return stopping;
    }

    /** Aborts a job on a thread of its own: the manager may take long, and the session's thread must not wait. */
    private static void abortAsync(Job job, CompletionReason reason) {
        Thread.ofVirtual().name("abort " + job.id()).start(() -> {
            LogContext.setJob(job.id(), null, null);
            job.completion().abort(reason);
        });
    }
}
