package dev.ingot.agent.job;

import dev.ingot.agent.grader.JobContext;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.task.JobDir;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a grading container is made of. */
final class GraderSpec {
    private GraderSpec() { }

    /**
     * @param ports container port to host port
     */
    static ContainerSpec of(JobPlan plan, JobContext context, Map<Integer, Integer> ports, boolean debugger) {
        Map<String, String> labels = new HashMap<>(context.labels());
        labels.put(Labels.ROLE, "grader");
        Network network = plan.network() ? new Network.Bridge(ports) : new Network.None();
        return new ContainerSpec(plan.environment().image().id(), List.of(), Map.of("DEBUGGER", debugger ? "True" : "False"),
            mounts(context.dir()), network, context.limits(), true, labels);
    }

    private static List<Mount> mounts(JobDir dir) {
        return List.of(
            Mount.writable(dir.task(), "/task"),
            Mount.writable(dir.sockets(), "/sockets"),
            Mount.readOnly(dir.common(), "/course/common"),
            Mount.readOnly(dir.common().resolve("student"), "/course/common/student"));
    }
}
