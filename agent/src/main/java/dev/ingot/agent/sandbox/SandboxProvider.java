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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives each job its station: a parked slot where there is one that suits, else one that is made as the job goes. Thread-safe.
 * Closed after the last job; closing removes every parked slot.
 */
public final class SandboxProvider implements AutoCloseable {
    private final SandboxFactory factory;
    private final WarmPool pool;
    private final TaskOverlayPolicy overlayPolicy;
    private final JobDirs dirs;

    /**
     * @param agentId on the labels of every container, the same over every life of this agent
     * @param warmth  by the name of the runtime; one that is missing parks nothing
     * @param studentsApart whether a student may run on another runtime than its grader
     */
    public SandboxProvider(String agentId, JobDirs dirs, Map<String, IdleBounds> warmth, PoolBudget budget,
        boolean studentsApart) {
        this.dirs = dirs;
        factory = new SandboxFactory(agentId, dirs);
        overlayPolicy = new TaskOverlayPolicy(dirs, studentsApart);
        pool = new WarmPool(warmth, factory, budget);
    }

    /**
     * Tells what jobs may ask for from now on. Slots for it are parked in the background, the first of them with those limits;
     * parked slots for anything else are removed.
     */
    public void setTemplates(Collection<GraderTemplate> templates, Limits first) {
        pool.setTemplates(templates, first);
    }

    /**
     * A station for one job, whose grader is held to those limits. A large task is mounted where that can be done, which only a
     * container made afterwards sees: copying it into a parked slot would take longer than making one.
     *
     * @throws IOException when no directory can be made, or none may be since too many of earlier jobs cannot be removed: of the
     *         same task and image, or of any where little space is left
     */
    public Sandbox open(GraderTemplate template, Limits limits, String jobId, Optional<Path> task) throws IOException {
        String kind = template.jobKind(task);
        dirs.awaitRoom(kind);
        pool.beginJob();
        try {
            boolean layered = overlayPolicy.canOverlay(template.runtime(), task);
            Optional<Sandbox> warm = layered ? Optional.empty() : pool.claim(template, limits).map(PooledSandbox::new);
            warm.ifPresent(station -> station.dir().serve(kind));
            return new CountedSandbox(template, warm.isPresent() ? warm.get()
                : factory.createOnDemand(template, limits, jobId, kind, layered, pool.studentListener(template)));
        } catch (IOException | RuntimeException | Error e) {
            pool.endJob(template, 0);
            throw e;
        }
    }

    /** One entry for each environment that has parked slots, or may have. */
    public List<PoolStatus> status() {
        return pool.status();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Its job counts as running until it is closed. */
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
