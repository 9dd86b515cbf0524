package dev.ingot.agent.job;

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

    static ContainerSpec of(Assignment job) {
        Map<String, String> labels = new HashMap<>(job.context().labels());
        labels.put(Labels.ROLE, "grader");
        Network network = job.plan().network() ? new Network.Bridge(job.ports()) : new Network.None();
        Map<String, String> variables = Map.of("DEBUGGER", job.settings().debugger() ? "True" : "False");
        return new ContainerSpec(job.plan().environment().image().id(), List.of(), variables, mounts(job.context().dir()),
            network, job.context().limits(), true, labels);
    }

    private static List<Mount> mounts(JobDir dir) {
        return List.of(
            Mount.writable(dir.task(), "/task"),
            Mount.writable(dir.sockets(), "/sockets"),
            Mount.readOnly(dir.common(), "/course/common"),
            Mount.readOnly(dir.common().resolve("student"), "/course/common/student"));
    }
}
