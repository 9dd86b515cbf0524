package dev.ingot.agent.job;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.task.JobDir;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a grading container is made of. */
final class GraderSpec {
    /** Where graders wait for their students. No socket crosses to another kernel, and on some shares none can even be made. */
    private static final String SOCKETS = "/sockets";

    private GraderSpec() { }

    static ContainerSpec of(Assignment job) {
        Map<String, String> labels = new HashMap<>(job.context().labels());
        labels.put(Labels.ROLE, "grader");
        Network network = job.plan().network() ? new Network.Bridge(job.ports()) : new Network.None();
        Map<String, String> variables = Map.of("DEBUGGER", job.settings().debugger() ? "True" : "False");
        boolean shared = job.plan().environment().type().sharesKernel();
        return new ContainerSpec(job.plan().environment().image().id(), List.of(), variables,
            mounts(job.context().dir(), shared), shared ? List.of() : List.of(SOCKETS), network, job.context().limits(), true,
            labels);
    }

    private static List<Mount> mounts(JobDir dir, boolean withSockets) {
        List<Mount> mounts = new ArrayList<>(List.of(
            Mount.writable(dir.task(), "/task"),
            Mount.readOnly(dir.common(), "/course/common"),
            Mount.readOnly(dir.common().resolve("student"), "/course/common/student")));
        if (withSockets) {
            mounts.add(Mount.writable(dir.sockets(), SOCKETS));
        }
        return mounts;
    }
}
