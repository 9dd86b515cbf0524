package dev.ingot.agent.job;

import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.sandbox.Sandbox;
import dev.ingot.agent.student.JobContext;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.util.Map;

/**
 * A job with its plan and the resources leased for it.
 *
 * @param ports container port to host port, of published ports
 */
record PreparedJob(
    NewJob newJob, JobPlan plan, JobContext context, Sandbox sandbox, Map<Integer, Integer> ports, JobSettings settings) {

    ContainerRuntime runtime() {
        return plan.environment().type().runtime();
    }
}
