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
 * Makes the students of one environment's jobs ahead: the first where its slot is parked, further ones while the job runs.
 *
 * @param hasSpareCapacity   whether the host has time and memory for one now, without keeping a job from its own
 * @param threads on which those of running jobs are made
 */
record StudentPrewarmer(StudentDemandEstimator demand, BooleanSupplier hasSpareCapacity, ExecutorService threads)
    implements WarmStudents.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StudentPrewarmer.class);

    /** Makes the one of a job to come or to go on, and returns when it waits. */
    void prewarm(WarmStudents students, Limits limits) throws InterruptedException {
        try {
            if (students.prewarm(limits)) {
                demand.recordSuccess();
            }
        } catch (IOException | RuntimeFault e) {
            demand.recordFailure();
            LOG.warn("No student container can be made ahead; jobs make their own meanwhile: {}", e.getMessage());
        }
    }

    @Override
    public void studentRequested(WarmStudents students, Limits limits, boolean found) {
        demand.recordRequest(found);
        if (demand.isLikely(students.requestCount()) && hasSpareCapacity.getAsBoolean()) {
            try {
                threads.execute(() -> prewarmAnother(students, limits));
            } catch (RejectedExecutionException e) {
                LOG.debug("The pool is closed: no student is made ahead any more");
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
