package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.model.Info;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a daemon says of itself and its host.
 *
 * @param runtimes    the OCI runtimes it is configured with
 * @param selinux     whether it labels containers for SELinux
 * @param cgroupV1    whether its host has cgroup v1
 * @param missing     the limits its kernel cannot enforce, by the name a reader knows
 */
record DaemonFacts(
    String version, Set<String> runtimes, String defaultRuntime, boolean selinux, boolean cgroupV1, List<String> missing) {

    static DaemonFacts of(Info info) {
        Map<String, Object> raw = info.getRawValues();
        List<String> security = Objects.requireNonNullElse(info.getSecurityOptions(), List.of());
        Set<String> runtimes = info.getRuntimes() == null ? Set.of() : new TreeSet<>(info.getRuntimes().keySet());
        return new DaemonFacts(
            Objects.requireNonNullElse(info.getServerVersion(), "unknown"),
            runtimes,
            Objects.toString(raw.get("DefaultRuntime"), ""),
            security.stream().anyMatch(option -> List.of(option.split(",")).contains("name=selinux")),
            "1".equals(raw.get("CgroupVersion")),
            missing(info.getMemoryLimit(), raw.get("PidsLimit")));
    }

    private static List<String> missing(Boolean memory, Object processes) {
        return Map.of("memory", !Boolean.FALSE.equals(memory), "processes", !Boolean.FALSE.equals(processes))
            .entrySet().stream().filter(limit -> !limit.getValue()).map(Map.Entry::getKey).sorted().toList();
    }

    /** Whether a container can be asked to run on it: configured, or named as a shim that containerd finds by itself. */
    boolean knows(String ociRuntime) {
        return ociRuntime.isEmpty() || runtimes.contains(ociRuntime)
            || ociRuntime.startsWith("io.containerd.") || ociRuntime.startsWith("/");
    }
}
