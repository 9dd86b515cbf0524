package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the students of one environment's jobs ahead: the first where its slot is parked, further ones while the job runs.
 *
 * @param spare   whether the host has time and memory for one now, without keeping a job from its own
 * @param threads on which those of running jobs are made
 */
record StudentParking(StudentDemand demand, BooleanSupplier spare, ExecutorService threads) implements ReadyStudents.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StudentParking.class);

    /** Makes the one of a job to come or to go on, and returns when it waits. */
    void park(ReadyStudents students, Limits limits) throws InterruptedException {
        try {
            if (students.park(limits)) {
                demand.made();
            }
        } catch (IOException | RuntimeFault e) {
            demand.failed();
            LOG.warn("No student container can be made ahead; jobs make their own meanwhile: {}", e.getMessage());
        }
    }

    @Override
    public void asked(ReadyStudents students, Limits limits, boolean found) {
        demand.asked(found);
        if (demand.expected(students.asked()) && spare.getAsBoolean()) {
            try {
                threads.execute(() -> another(students, limits));
            } catch (RejectedExecutionException e) {
                LOG.debug("The pool is closed: no student is made ahead any more");
            }
        }
    }

    private void another(ReadyStudents students, Limits limits) {
        try {
            park(students, limits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
