package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
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
public final class Stations implements AutoCloseable {
    private final SlotMaker maker;
    private final WarmPool pool;
    private final Layering layering;
    private final JobDirs dirs;

    /**
     * @param agentId on the labels of every container, the same over every life of this agent
     * @param warmth  by the name of the runtime; one that is missing parks nothing
     * @param studentsApart whether a student may run on another runtime than its grader
     */
    public Stations(String agentId, JobDirs dirs, Map<String, Warmth> warmth, PoolBudget budget, boolean studentsApart) {
        this.dirs = dirs;
        maker = new SlotMaker(agentId, dirs);
        layering = new Layering(dirs, studentsApart);
        pool = new WarmPool(warmth, maker, budget);
    }

    /**
     * Tells what jobs may ask for from now on. Slots for it are parked in the background, the first of them with those limits;
     * parked slots for anything else are removed.
     */
    public void offer(Collection<GraderTemplate> templates, Limits first) {
        pool.offer(templates, first);
    }

    /**
     * A station for one job, whose grader is held to those limits. A large task is mounted where that can be done, which only a
     * container made afterwards sees: copying it into a parked slot would take longer than making one.
     *
     * @throws IOException when no directory can be made, or none may be since too many of earlier jobs cannot be removed: of the
     *         same task and image, or of any where little space is left
     */
    public Station open(GraderTemplate template, Limits limits, String jobId, Optional<Path> task) throws IOException {
        String kind = template.jobKind(task);
        dirs.awaitRoom(kind);
        pool.jobBegins();
        try {
            boolean layered = layering.suits(template.runtime(), task);
            Optional<Station> warm = layered ? Optional.empty() : pool.take(template, limits).map(WarmStation::new);
            warm.ifPresent(station -> station.dir().serve(kind));
            return new Counted(template, warm.isPresent() ? warm.get()
                : maker.cold(template, limits, jobId, kind, layered, pool.students(template)));
        } catch (IOException | RuntimeException | Error e) {
            pool.jobEnds(template, 0);
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
    private final class Counted implements Station {
        private final GraderTemplate template;
        private final Station station;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(GraderTemplate template, Station station) {
            this.template = template;
            this.station = station;
        }

        @Override
        public JobDir dir() {
            return station.dir();
        }

        @Override
        public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
            station.fill(task, common);
        }

        @Override
        public Map<String, String> labels() {
            return station.labels();
        }

        @Override
        public boolean warm() {
            return station.warm();
        }

        @Override
        public Container grader() {
            return station.grader();
        }

        @Override
        public ReadyStudents students() {
            return station.students();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    station.close();
                } finally {
                    pool.jobEnds(template, station.students().asked());
                }
            }
        }
    }
}
