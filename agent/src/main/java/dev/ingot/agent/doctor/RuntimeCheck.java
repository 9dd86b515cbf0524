package dev.ingot.agent.doctor;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks one runtime: whether it responds, what it lacks, which images it has. */
public record RuntimeCheck(ContainerRuntime runtime, List<EnvironmentType> types) {

    /** Reports the findings, and returns whether the runtime can be used. */
    public boolean report(Consumer<Finding> report) {
        String subject = "runtime " + runtime.name();
        switch (runtime.probe()) {
            case Health.Ready(String version) -> report.accept(Finding.pass(subject, version));
            case Health.Degraded(String version, String reason, String remedy) ->
                report.accept(Finding.caution(subject, version + ", but " + reason, remedy));
            case Health.Unavailable(String reason, String remedy) -> {
                report.accept(Finding.fail(subject, reason, remedy));
                return false;
            }
        }
        report.accept(checkCgroups(subject));
        types.stream().filter(type -> type.runtime() == runtime).forEach(type -> report.accept(checkImages(type)));
        return true;
    }

    private Finding checkCgroups(String subject) {
        return runtime.capabilities().contains(Capability.CHEAP_USAGE)
            ? Finding.pass(subject, "the agent can read the cgroups of its containers")
            : Finding.caution(subject, "the agent cannot read the cgroups of its containers: it asks the manager for CPU time"
                + " and memory, which is slower", "give the agent the host's /sys/fs/cgroup and cgroup namespace"
                + " (docker run -v /sys/fs/cgroup:/sys/fs/cgroup --cgroupns host)");
    }

    private static Finding checkImages(EnvironmentType type) {
        String subject = "environment type " + type.name();
        try {
            String names = ImageCatalog.scan(List.of(type)).all().stream().map(found -> found.name()).sorted()
                .collect(Collectors.joining(", "));
            return names.isEmpty() ? Finding.caution(subject, "no grading image found", "pull or import an image with the label "
                    + Labels.ENVIRONMENT_NAME + ", for instance: docker pull ghcr.io/inginious/env-default")
                : Finding.pass(subject, names);
        } catch (RuntimeFault e) {
            return Finding.fail(subject, "its images cannot be listed: " + e.getMessage(), "see the manager's log");
        }
    }
}
