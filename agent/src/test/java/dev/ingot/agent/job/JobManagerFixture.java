package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.sandbox.IdleBounds;
import dev.ingot.agent.sandbox.PoolBudget;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage.KillJob;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The job desk of an agent with two slots, ports 64120 to 64122, and the task c1/t1. Closing it stops it and checks that every
 * job was answered once and that nothing of any is left.
 */
final class JobManagerFixture implements AutoCloseable {
    static final int PERMITS = 4;
    static final int FIRST_PORT = 64120;
    static final int PORT_COUNT = 3;
    static final int MAX_STUDENTS = 3;
    static final int POOL_CAPACITY = 8;
    static final JobSettings SETTINGS = new JobSettings(2, 1000, 77, 33, MAX_STUDENTS, false, "debug.host");

    private static final String AGENT = "agent-1";

    private final Path dir;
    private final List<EnvironmentType> types;
    private final JobDirs dirs;
    private final SandboxProvider sandboxes;
    private final PortPool ports = new PortPool(FIRST_PORT, FIRST_PORT + PORT_COUNT - 1);
    private final Semaphore permits = new Semaphore(PERMITS);
    private final Queue<Timeline> timelines = new ConcurrentLinkedQueue<>();
    private final RecordingOutbox outbox = new RecordingOutbox();
    private final List<Submission> submitted = new ArrayList<>();
    private final MessageMemoryBudget memoryBudget = MessageMemoryBudget.ofHeap();
    private final JobManager jobManager;

    JobManagerFixture(Path dir, ContainerRuntime runtime) {
        this(dir, SETTINGS, new EnvironmentType("docker", runtime, false, false, false),
            new EnvironmentType("docker-ssh", runtime, false, false, true));
    }

    JobManagerFixture(Path dir, JobSettings settings, EnvironmentType... types) {
        this(dir, settings, Map.of(), types);
    }

    /** One that keeps slots parked. */
    JobManagerFixture(Path dir, ContainerRuntime runtime, IdleBounds warmth) {
        this(dir, SETTINGS, Map.of(runtime.name(), warmth), new EnvironmentType("docker", runtime, false, false, false));
    }

    private JobManagerFixture(Path dir, JobSettings settings, Map<String, IdleBounds> warmth, EnvironmentType... types) {
        this.dir = dir;
        this.types = List.of(types);
        try {
            Path tasks = dir.resolve("tasks");
            Files.writeString(Files.createDirectories(tasks.resolve("c1/t1")).resolve("run"), "grade it");
            dirs = JobDirs.open(dir);
            sandboxes = new SandboxProvider(AGENT, dirs, warmth, new PoolBudget(POOL_CAPACITY, 1L << 30, 8), false);
            JobServices bench = new JobServices(settings, new JobPlanner(new TaskStore(tasks), settings), sandboxes, ports,
                permits, timelines::add, memoryBudget);
            jobManager = new JobManager("desk", this.types, bench);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jobManager.createHello();
    }

    JobManager jobManager() {
        return jobManager;
    }

    RecordingOutbox outbox() {
        return outbox;
    }

    SandboxProvider sandboxes() {
        return sandboxes;
    }

    Semaphore permits() {
        return permits;
    }

    Path jobsFolder() {
        return dirs.root();
    }

    Path courseFolder() {
        return dir.resolve("tasks/c1");
    }

    /** Takes free ports away for as long as the desk lives, unless the lease is closed. */
    PortPool.PortLease lease(int count) {
        return tryLease(count).orElseThrow();
    }

    private Optional<PortPool.PortLease> tryLease(int count) {
        return ports.lease(IntStream.range(0, count).boxed().toList());
    }

    void submit(NewJob job) {
        submit(job, outbox);
    }

    /** A job that another registration brought. */
    void submit(NewJob job, RecordingOutbox from) {
        submitted.add(new Submission(job.jobId(), from));
        jobManager.submitJob(job, from);
    }

    void kill(String jobId) {
        jobManager.killJob(new KillJob(jobId, "state of the kill"), outbox);
    }

    /** Submits a job and waits for its answer. */
    JobResult grade(NewJob job) {
        submit(job);
        return outbox.awaitResult(job.jobId());
    }

    /** Waits until the job is cleaned up. */
    Timeline awaitTimeline(String jobId) {
        Eventually.awaitTrue(() -> findTimeline(jobId).isPresent(),
            () -> jobId + " is not cleaned up; still there: " + LiveThreads.jobThreads(dir));
        return findTimeline(jobId).orElseThrow();
    }

    private Optional<Timeline> findTimeline(String jobId) {
        return timelines.stream().filter(timeline -> timeline.jobId().equals(jobId)).findAny();
    }

    /** Stops the desk and checks all that is its own: all but the threads. */
    void stopAndCheck() {
        Eventually.awaitTrue(() -> timelines.size() == submitted.size(),
            () -> "of " + submitted + " are cleaned up " + timelines + ", still there: " + LiveThreads.jobThreads(dir));
        for (Submission job : submitted) {
            List<AgentMessage> told = job.from().messages(job.id());
            assertInstanceOf(AgentMessage.JobStarted.class, told.getFirst(), told::toString);
            assertEquals(1, job.from().results(job.id()).size(), told::toString);
        }
        stop();
        for (EnvironmentType type : types) {
            assertEquals(List.of(), type.runtime().findOrphans(AGENT), () -> "containers left by " + type.name());
        }
        assertEquals(PERMITS, permits.availablePermits());
        assertEquals(0, memoryBudget.used(), "memory of messages is not given back");
        Optional<PortPool.PortLease> all = tryLease(PORT_COUNT);
        assertTrue(all.isPresent(), "a port is not given back");
        all.get().close();
        try (Stream<Path> left = Files.list(dirs.root())) {
            assertEquals(List.of(dirs.root().resolve(".ingot-agent")), left.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        dirs.close();
    }

    @Override
    public void close() {
        stopAndCheck();
        LiveThreads.awaitNone(dir);
    }

    private void stop() {
        try {
            assertTrue(jobManager.stop(Duration.ofSeconds(10)));
            sandboxes.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Submission(String id, RecordingOutbox from) { }
}
