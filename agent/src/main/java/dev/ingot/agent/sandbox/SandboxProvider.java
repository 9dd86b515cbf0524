package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens a sandbox for each job: a warm one if a suitable container is available, otherwise one that is created on demand.
 * Thread-safe. Close it after the last job; closing removes every warm container.
 */
public final class SandboxProvider implements AutoCloseable {
    private final SandboxFactory factory;
    private final WarmPool pool;
    private final TaskOverlayPolicy overlayPolicy;
    private final JobDirs dirs;

    /**
     * @param agentId value of a label of every container; the same after each restart of this agent
     * @param bounds  by name of the runtime; a runtime that is missing gets no warm containers
     * @param studentsApart whether a student may run on another runtime than its grader
     */
    public SandboxProvider(String agentId, JobDirs dirs, Map<String, IdleBounds> bounds, PoolBudget budget,
        boolean studentsApart) {
        this.dirs = dirs;
        factory = new SandboxFactory(agentId, dirs, System::nanoTime);
        overlayPolicy = new TaskOverlayPolicy(dirs, studentsApart);
        pool = new WarmPool(bounds, factory, budget, System::nanoTime,
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pool-", 0).factory()));
    }

    /**
     * Sets the templates that jobs may use. Warm containers for them start in the background, the first with the given limits;
     * warm containers of other templates are removed.
     */
    public void setTemplates(Collection<GraderTemplate> templates, Limits first) {
        pool.setTemplates(templates, first);
    }

    /**
     * Opens the sandbox of one job, whose grader gets the given limits. A large task is mounted as an overlay where that is
     * possible. Only a container created afterwards sees the mount, so such a job starts cold: copying the task into a warm
     * container would take longer.
     *
     * @throws IOException when no directory can be created, or when too many directories of earlier jobs cannot be removed: of
     *         the same task and image, or of any if little space is left
     */
    public Sandbox open(GraderTemplate template, Limits limits, String jobId, Optional<Path> task) throws IOException {
        String kind = template.jobKind(task);
        dirs.awaitRoom(kind);
        pool.beginJob();
        try {
            boolean overlaid = overlayPolicy.canOverlay(template.runtime(), task);
            Optional<Sandbox> warm = overlaid ? Optional.empty() : pool.claim(template, limits).map(PooledSandbox::new);
            warm.ifPresent(sandbox -> sandbox.dir().serve(kind));
            return new CountedSandbox(template, warm.isPresent() ? warm.get()
                : factory.createOnDemand(template, limits, jobId, kind, overlaid, pool.studentListener(template)));
        } catch (IOException | RuntimeException | Error e) {
            pool.endJob(template, 0);
            throw e;
        }
    }

    /** Returns one entry for each environment that has warm containers or may have them. */
    public List<PoolStatus> status() {
        return pool.status();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Counts its job as running until it is closed. */
    private final class CountedSandbox implements Sandbox {
        private final GraderTemplate template;
        private final Sandbox sandbox;
        private final AtomicBoolean closed = new AtomicBoolean();

        CountedSandbox(GraderTemplate template, Sandbox sandbox) {
            this.template = template;
            this.sandbox = sandbox;
        }

        @Override
        public JobDir dir() {
            return sandbox.dir();
        }

        @Override
        public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
            sandbox.fill(task, common);
        }

        @Override
        public Map<String, String> labels() {
            return sandbox.labels();
        }

        @Override
        public boolean isWarm() {
            return sandbox.isWarm();
        }

        @Override
        public Container acquireGrader() {
            return sandbox.acquireGrader();
        }

        @Override
        public WarmStudents warmStudents() {
            return sandbox.warmStudents();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    sandbox.close();
                } finally {
                    pool.endJob(template, sandbox.warmStudents().requestCount());
                }
            }
        }
    }
}
