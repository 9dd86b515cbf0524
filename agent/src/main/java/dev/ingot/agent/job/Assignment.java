package dev.ingot.agent.job;

import dev.ingot.agent.grader.JobContext;
import dev.ingot.agent.pool.Station;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.util.Map;

/**
 * A job with all that was decided and leased for it.
 *
 * @param ports container port to host port
 */
record Assignment(
    NewJob order, JobPlan plan, JobContext context, Station station, Map<Integer, Integer> ports, JobSettings settings) {

    ContainerRuntime runtime() {
        return plan.environment().type().runtime();
    }
}
