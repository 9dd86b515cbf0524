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
 * Describes a manager and its host, as {@code GET /info} reports it.
 *
 * @param version        of the manager; "unknown" when it does not report it
 * @param runtimes       names of the OCI runtimes registered with it
 * @param defaultRuntime name of the OCI runtime it uses by default; empty when it does not report it
 * @param selinux        whether it labels containers for SELinux
 * @param cgroupV1       whether its host has cgroup v1
 * @param rootless       whether it runs as a user other than root, with a user namespace for containers
 * @param missingLimits  limits that its kernel cannot enforce: "memory", "processes"
 */
record DockerInfo(
    String version, Set<String> runtimes, String defaultRuntime, boolean selinux, boolean cgroupV1, boolean rootless,
    List<String> missingLimits) {

    /** Podman reports only one of the several paths where it looks for a program. */
    private static final List<String> PROGRAM_FOLDERS =
        List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin");

    /** Evaluates an answer to {@code GET /info}. */
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
            // Only root can use cgroups of version 1, but Podman reports that it can enforce limits.
            rootless && cgroupV1 ? missingLimits(false, false) : missingLimits(info.getMemoryLimit(), raw.get("PidsLimit")));
    }

    private static boolean hasSecurityOption(List<String> security, String name) {
        return security.stream().anyMatch(option -> List.of(option.split(",")).contains(name));
    }

    /**
     * Returns the runtimes whose programs exist, since Podman lists every runtime it supports. When even the program of the
     * default runtime cannot be found, the agent sees another file system than the manager, and all runtimes are returned.
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
            && PROGRAM_FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder).resolve(path.getFileName())));
    }

    private static List<String> missingLimits(Boolean memory, Object processes) {
        return Map.of("memory", !Boolean.FALSE.equals(memory), "processes", !Boolean.FALSE.equals(processes))
            .entrySet().stream().filter(limit -> !limit.getValue()).map(Map.Entry::getKey).sorted().toList();
    }

    /**
     * Returns whether containers can use this OCI runtime: it is registered, or it is the name or path of a shim, which
     * containerd finds by itself.
     *
     * @param ociRuntime empty for the default
     */
    boolean supports(String ociRuntime) {
        return ociRuntime.isEmpty() || runtimes.contains(ociRuntime)
            || ociRuntime.startsWith("io.containerd.") || ociRuntime.startsWith("/");
    }
}
