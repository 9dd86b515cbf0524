package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.pool.PoolBudget;
import dev.ingot.agent.pool.Stations;
import dev.ingot.agent.pool.Warmth;
import dev.ingot.agent.resource.FrameBudget;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.runtime.ContainerRuntime;
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
final class Desk implements AutoCloseable {
    static final int PLACES = 4;
    static final int FIRST_PORT = 64120;
    static final int PORTS = 3;
    static final int STUDENTS = 3;
    static final int SLOTS = 8;
    static final JobSettings SETTINGS = new JobSettings(2, 1000, 77, 33, STUDENTS, false, "debug.host");

    private static final String AGENT = "agent-1";

    private final Path dir;
    private final List<EnvironmentType> types;
    private final JobDirs dirs;
    private final Stations stations;
    private final PortPool ports = new PortPool(FIRST_PORT, FIRST_PORT + PORTS - 1);
    private final Semaphore places = new Semaphore(PLACES);
    private final Queue<Timeline> timelines = new ConcurrentLinkedQueue<>();
    private final Backend backend = new Backend();
    private final List<Submission> submitted = new ArrayList<>();
    private final FrameBudget frames = FrameBudget.ofHeap();
    private final JobDesk desk;

    Desk(Path dir, ContainerRuntime runtime) {
        this(dir, SETTINGS, new EnvironmentType("docker", runtime, false, false, false),
            new EnvironmentType("docker-ssh", runtime, false, false, true));
    }

    Desk(Path dir, JobSettings settings, EnvironmentType... types) {
        this(dir, settings, Map.of(), types);
    }

    /** One that keeps slots parked. */
    Desk(Path dir, ContainerRuntime runtime, Warmth warmth) {
        this(dir, SETTINGS, Map.of(runtime.name(), warmth), new EnvironmentType("docker", runtime, false, false, false));
    }

    private Desk(Path dir, JobSettings settings, Map<String, Warmth> warmth, EnvironmentType... types) {
        this.dir = dir;
        this.types = List.of(types);
        try {
            Path tasks = dir.resolve("tasks");
            Files.writeString(Files.createDirectories(tasks.resolve("c1/t1")).resolve("run"), "grade it");
            dirs = JobDirs.open(dir);
            stations = new Stations(AGENT, dirs, warmth, new PoolBudget(SLOTS, 1L << 30, 8), false);
            JobBench bench = new JobBench(settings, new JobPlanner(new TaskStore(tasks), settings), stations, ports, places,
                timelines::add, frames);
            desk = new JobDesk("desk", this.types, bench);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        desk.hello();
    }

    JobDesk desk() {
        return desk;
    }

    Backend backend() {
        return backend;
    }

    Stations stations() {
        return stations;
    }

    Semaphore places() {
        return places;
    }

    Path jobs() {
        return dirs.root();
    }

    Path course() {
        return dir.resolve("tasks/c1");
    }

    /** Takes free ports away for as long as the desk lives, unless the lease is closed. */
    PortPool.Lease lease(int count) {
        return lend(count).orElseThrow();
    }

    private Optional<PortPool.Lease> lend(int count) {
        return ports.lease(IntStream.range(0, count).boxed().toList());
    }

    void submit(NewJob job) {
        submit(job, backend);
    }

    /** A job that another registration brought. */
    void submit(NewJob job, Backend from) {
        submitted.add(new Submission(job.jobId(), from));
        desk.newJob(job, from);
    }

    void kill(String jobId) {
        desk.killJob(new KillJob(jobId, "state of the kill"), backend);
    }

    /** Submits a job and waits for its answer. */
    JobResult grade(NewJob job) {
        submit(job);
        return backend.result(job.jobId());
    }

    /** Waits until the job is cleaned up. */
    Timeline timeline(String jobId) {
        Eventually.holds(() -> find(jobId).isPresent(),
            () -> jobId + " is not cleaned up; still there: " + LiveThreads.ofJobs(dir));
        return find(jobId).orElseThrow();
    }

    private Optional<Timeline> find(String jobId) {
        return timelines.stream().filter(timeline -> timeline.jobId().equals(jobId)).findAny();
    }

    /** Stops the desk and checks all that is its own: all but the threads. */
    void settle() {
        Eventually.holds(() -> timelines.size() == submitted.size(),
            () -> "of " + submitted + " are cleaned up " + timelines + ", still there: " + LiveThreads.ofJobs(dir));
        for (Submission job : submitted) {
            List<AgentMessage> told = job.from().told(job.id());
            assertInstanceOf(AgentMessage.JobStarted.class, told.getFirst(), told::toString);
            assertEquals(1, job.from().results(job.id()).size(), told::toString);
        }
        stop();
        for (EnvironmentType type : types) {
            assertEquals(List.of(), type.runtime().findOrphans(AGENT), () -> "containers left by " + type.name());
        }
        assertEquals(PLACES, places.availablePermits());
        assertEquals(0, frames.used(), "memory of messages is not given back");
        Optional<PortPool.Lease> all = lend(PORTS);
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
        settle();
        LiveThreads.awaitNone(dir);
    }

    private void stop() {
        try {
            assertTrue(desk.stop(Duration.ofSeconds(10)));
            stations.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Submission(String id, Backend from) { }
}
