package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.student.WarmStudents;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts warm students for one environment: the first with its warm container, further ones while the job runs.
 *
 * @param hasSpareCapacity   whether the host has a processor and memory to spare
 * @param threads on which students of running jobs are started
 */
record StudentPrewarmer(StudentDemandEstimator demand, BooleanSupplier hasSpareCapacity, ExecutorService threads)
    implements WarmStudents.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StudentPrewarmer.class);

    /** Starts a warm student and returns when it is ready; a failure is logged and recorded. */
    void prewarm(WarmStudents students, Limits limits) throws InterruptedException {
        try {
            if (students.prewarm(limits)) {
                demand.recordSuccess();
            }
        } catch (IOException | RuntimeFault e) {
            demand.recordFailure();
            LOG.warn("Cannot start a warm student container: {}. Jobs start theirs on demand", e.getMessage());
        }
    }

    @Override
    public void studentRequested(WarmStudents students, Limits limits, boolean found) {
        demand.recordRequest(found);
        if (demand.isLikely(students.requestCount()) && hasSpareCapacity.getAsBoolean()) {
            try {
                threads.execute(() -> prewarmAnother(students, limits));
            } catch (RejectedExecutionException e) {
                LOG.debug("Did not start a warm student: the pool is closed");
            }
        }
    }

    private void prewarmAnother(WarmStudents students, Limits limits) {
        try {
            prewarm(students, limits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
