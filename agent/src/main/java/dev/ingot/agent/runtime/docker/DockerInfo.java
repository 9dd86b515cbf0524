package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.RuntimeInfo;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param rootless    whether it runs as a user other than root, with users of its own for containers
 * @param missingLimits     the limits its kernel cannot enforce, by the name a reader knows
 */
record DockerInfo(
    String version, Set<String> runtimes, String defaultRuntime, boolean selinux, boolean cgroupV1, boolean rootless,
    List<String> missingLimits) {

    /** Podman names one place of several where it looks. */
    private static final List<String> PROGRAM_FOLDERS =
        List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin");

    static DockerInfo of(Info info) {
        Map<String, Object> raw = info.getRawValues();
        List<String> security = Objects.requireNonNullElse(info.getSecurityOptions(), List.of());
        String defaultRuntime = Objects.toString(raw.get("DefaultRuntime"), "");
        boolean cgroupV1 = "1".equals(raw.get("CgroupVersion"));
        boolean rootless = Boolean.TRUE.equals(raw.get("Rootless")) || hasSecurityOption(security, "name=rootless");
        return new DockerInfo(
            Objects.requireNonNullElse(info.getServerVersion(), "unknown"),
            installedRuntimes(Objects.requireNonNullElse(info.getRuntimes(), Map.of()), defaultRuntime),
            defaultRuntime,
            hasSecurityOption(security, "name=selinux"),
            cgroupV1,
            rootless,
            // Cgroups of version 1 are root's. Podman says that it limits all the same.
            rootless && cgroupV1 ? missingLimits(false, false) : missingLimits(info.getMemoryLimit(), raw.get("PidsLimit")));
    }

    private static boolean hasSecurityOption(List<String> security, String word) {
        return security.stream().anyMatch(option -> List.of(option.split(",")).contains(word));
    }

    /**
     * Podman lists every runtime it ever heard of. Those whose program is not there are left out, unless even the program of
     * the default runtime cannot be seen: then we look at another file system than the engine.
     */
    private static Set<String> installedRuntimes(Map<String, RuntimeInfo> listed, String defaultRuntime) {
        Set<String> names = new TreeSet<>(listed.keySet());
        if (!isProgramMissing(listed.get(defaultRuntime))) {
            names.removeIf(name -> isProgramMissing(listed.get(name)));
        }
        return names;
    }

    private static boolean isProgramMissing(RuntimeInfo runtime) {
        if (runtime == null || runtime.getPath() == null) {
            return false;
        }
        Path path = Path.of(runtime.getPath());
        return path.isAbsolute() && !Files.isExecutable(path)
            && PROGRAM_FOLDERS.stream().noneMatch(place -> Files.isExecutable(Path.of(place).resolve(path.getFileName())));
    }

    private static List<String> missingLimits(Boolean memory, Object processes) {
        return Map.of("memory", !Boolean.FALSE.equals(memory), "processes", !Boolean.FALSE.equals(processes))
            .entrySet().stream().filter(limit -> !limit.getValue()).map(Map.Entry::getKey).sorted().toList();
    }

    /** Whether a container can be asked to run on it: configured, or named as a shim that containerd finds by itself. */
    boolean supports(String ociRuntime) {
        return ociRuntime.isEmpty() || runtimes.contains(ociRuntime)
            || ociRuntime.startsWith("io.containerd.") || ociRuntime.startsWith("/");
    }
}
