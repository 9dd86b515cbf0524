package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.logging.Marks;
import dev.ingot.agent.metrics.RunningJob;
import dev.ingot.agent.metrics.TimelineSink;
import dev.ingot.agent.pool.Stations;
import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.resource.FrameBudget;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.session.BackendListener;
import dev.ingot.agent.session.Outbox;
import dev.ingot.agent.task.TaskStore;
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
public final class JobDesk implements BackendListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobDesk.class);

    private final String friendlyName;
    private final Collection<EnvironmentType> types;
    private final JobBench bench;
    private final AnsweredJobs answered = new AnsweredJobs();
    private final Set<Job> present = ConcurrentHashMap.newKeySet();
    private final AtomicReference<ImageCatalog> catalog = new AtomicReference<>();
    private volatile boolean stopping;

    public JobDesk(String friendlyName, Collection<EnvironmentType> types, JobSettings settings, TaskStore tasks,
        Stations stations, PortPool ports, TimelineSink timelines, FrameBudget frames) {
        this(friendlyName, types, new JobBench(settings, new JobPlanner(tasks, settings), stations, ports,
            new Semaphore(2 * settings.slots()), timelines, frames));
    }

    JobDesk(String friendlyName, Collection<EnvironmentType> types, JobBench bench) {
        this.friendlyName = friendlyName;
        this.types = List.copyOf(types);
        this.bench = bench;
    }

    /** Looks at the images anew; keeps what it knows when an engine does not answer. */
    @Override
    public AgentMessage.Hello hello() {
        try {
            catalog.set(ImageCatalog.scan(types));
        } catch (RuntimeFault e) {
            if (catalog.get() == null) {
                throw e;
            }
            LOG.warn("The images cannot be listed, the last known ones stay on offer: {}", e.getMessage());
        }
        offer();
        return new AgentMessage.Hello(friendlyName, bench.settings().slots(), catalog.get().announcement());
    }

    /** With images that came after the hello under the names it gave. */
    private ImageCatalog newestImages() {
        ImageCatalog known = catalog.get();
        try {
            ImageCatalog renewed = known.renewed();
            // A hello in between has looked later.
            if (renewed != known && catalog.compareAndSet(known, renewed)) {
                offer();
            }
            return renewed;
        } catch (RuntimeFault e) {
            LOG.warn("The images cannot be listed, a job gets the last known ones: {}", e.getMessage());
            return known;
        }
    }

    /** What jobs without network ask for; a grader that is debugged always has one, and one with ports too. */
    private void offer() {
        JobSettings settings = bench.settings();
        bench.stations().offer(catalog.get().all().stream()
            .filter(environment -> !settings.debugger() && environment.labels().ports().isEmpty())
            .map(environment -> settings.template(environment, new Network.None()))
            .distinct().toList(), settings.limits(JobPlanner.DEFAULT_MEMORY));
    }

    @Override
    public void newJob(NewJob order, Outbox outbox) {
        if (stopping) {
            LOG.info("Job {} comes while the agent stops; the backend answers it", order.jobId());
            return;
        }
        if (unanswered(order.jobId(), outbox).isPresent()) {
            LOG.error("Job {} is sent a second time while it runs: ignored", order.jobId());
            return;
        }
        Job job = new Job(order, bench, outbox);
        present.add(job);
        try {
            job.ending().reply().started();
            ImageCatalog images = newestImages();
            Thread.ofVirtual().name("job " + order.jobId()).start(() -> {
                try {
                    job.run(images);
                } finally {
                    leave(job);
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.error("Job {} cannot be begun", order.jobId(), e);
            try {
                job.conclude();
            } finally {
                leave(job);
            }
            return;
        }
        if (stopping) {
            end(job, new Verdict.Crashed(Verdict.AGENT_STOPPED));
        }
    }

    private void leave(Job job) {
        try {
            answered.add(job.id());
        } finally {
            present.remove(job);
        }
    }

    @Override
    public void unreadableJob(UnreadableJob job, Outbox outbox) {
        if (stopping) {
            LOG.info("Job {} comes while the agent stops; the backend answers it", job.jobId());
            return;
        }
        if (unanswered(job.jobId(), outbox).isPresent()) {
            LOG.error("Job {} is sent a second time while it runs: ignored", job.jobId());
            return;
        }
        LOG.warn("Job {} cannot be read: {}", job.jobId(), job.getMessage());
        JobReply reply = new JobReply(job.jobId(), outbox);
        reply.started();
        reply.done(JobResult.ungraded("crash", Refusal.of(job), job.state()));
        answered.add(job.jobId());
    }

    /** A job nobody knows here is answered as killed: the backend believes that it runs, and keeps a slot for it. */
    @Override
    public void killJob(KillJob kill, Outbox outbox) {
        Optional<Job> job = unanswered(kill.jobId(), outbox);
        if (job.isPresent()) {
            end(job.get(), new Verdict.Cut(Cause.KILLED));
        } else if (!answered(kill.jobId())) {
            LOG.warn("Job {} is to be killed and is not known here: answered as killed", kill.jobId());
            String state = kill.state() == null ? "" : kill.state();
            outbox.put(new AgentMessage.JobDone(kill.jobId(), JobResult.ungraded("killed", "", state)));
        }
    }

    /** Ids are unique among the jobs a backend waits for, and no further: a job still being cleaned up may share its id. */
    private Optional<Job> unanswered(String jobId, Outbox outbox) {
        return present.stream()
            .filter(job -> job.id().equals(jobId) && job.ending().reply().boundTo(outbox) && !job.ending().reply().isDone())
            .findAny();
    }

    private boolean answered(String jobId) {
        // In this order: a job is added to the answered ones before it is gone.
        return present.stream().anyMatch(job -> job.id().equals(jobId)) || answered.contains(jobId);
    }

    @Override
    public void lost(Outbox outbox) {
        present.stream().filter(job -> job.ending().reply().boundTo(outbox))
            .forEach(job -> end(job, new Verdict.Crashed(Verdict.AGENT_STOPPED)));
    }

    /**
     * Answers every job, takes no new one, and waits until the containers are gone, for as long as {@code patience}.
     *
     * @return whether all were gone in time
     */
    public boolean stop(Duration patience) throws InterruptedException {
        stopping = true;
        present.forEach(job -> end(job, new Verdict.Crashed(Verdict.AGENT_STOPPED)));
        long deadline = System.nanoTime() + patience.toNanos();
        while (!present.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        present.forEach(job -> {
            Marks.job(job.id(), null, null);
            LOG.error("Job {} could not be cleaned up in time; the next start does it", job.id());
            Marks.clear();
        });
        return present.isEmpty();
    }

    /** The jobs that are here, those being cleaned up included; the one that came first is the first. */
    public List<RunningJob> running() {
        return present.stream().sorted(Job.BY_ARRIVAL).map(Job::view).toList();
    }

    /** What is on offer, as of the last hello; empty before the first. */
    public List<Environment> environments() {
        ImageCatalog known = catalog.get();
        return known == null ? List.of() : known.all();
    }

    /** Whether the agent takes no more jobs. */
    public boolean stopping() {
        return stopping;
    }

    /** Killing asks an engine, which may take its time: not on the session's thread. */
    private static void end(Job job, Verdict verdict) {
        Thread.ofVirtual().name("end of a job").start(() -> {
            Marks.job(job.id(), null, null);
            job.ending().cut(verdict);
        });
    }
}
