package dev.ingot.agent.runtime.oci.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.NetworkSysctls;
import dev.ingot.agent.runtime.oci.root.ContainerRoot;
import dev.ingot.agent.runtime.oci.root.ImageUser;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import dev.ingot.agent.runtime.oci.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Converts a container specification to {@code config.json} (https://github.com/opencontainers/runtime-spec, config.md).
 *
 * @param hostname      the container's host name
 * @param network       the network namespace to join; empty for a new one with loopback only
 * @param userMapping   the container's user namespace; empty uses the host's users
 * @param seccompFilter the compiled seccomp profile for crun, in Base64; empty when it is not known
 */
public record Bundle(ContainerSpec spec, StoredImage image, String hostname, ContainerRoot root, CgroupPlacement cgroupPlacement,
                     Optional<Path> network, Optional<UserMapping> userMapping, Optional<String> seccompFilter) {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /**
     * An annotation of crun, which then does not compile the profile itself. Other commands ignore it and compile the
     * profile.
     */
    private static final String SECCOMP_BPF_ANNOTATION = "run.oci.seccomp_bpf_data";
    /** Makes the kernel's out-of-memory killer prefer a container's process to the agent and the host's services. */
    private static final int OOM_SCORE_ADJUSTMENT = 500;
    private static final boolean HAS_IPV6 = Files.isDirectory(Path.of("/proc/sys/net/ipv6"));

    /**
     * Returns the text of {@code config.json}.
     *
     * @throws IOException when the image's users cannot be read, or the image names an unknown user or group
     */
    public byte[] toJson() throws IOException {
        return JSON.writeValueAsBytes(toMap());
    }

    /** Returns the content of {@code config.json} before it is written as JSON. */
    Map<String, Object> toMap() throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("ociVersion", "1.0.2");
        config.put("process", process());
        config.put("root", Map.of("path", root.path().toString(), "readonly", false));
        config.put("hostname", hostname);
        config.put("mounts", new MountTable(spec, root, cgroupPlacement).entries());
        config.put("linux", linux());
        seccompFilter.ifPresent(program -> config.put("annotations", Map.of(SECCOMP_BPF_ANNOTATION, program)));
        return config;
    }

    private Map<String, Object> process() throws IOException {
        ImageUser user = ImageUser.of(image.user(), image.tree());
        int files = spec.limits().files();
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("terminal", false);
        process.put("user", Map.of("uid", user.uid(), "gid", user.gid(), "additionalGids", user.groups()));
        process.put("args", spec.command().isEmpty() ? image.command() : spec.command());
        process.put("env", environment(user));
        process.put("cwd", image.workingDirectory().isEmpty() ? "/" : image.workingDirectory());
        process.put("capabilities", Map.of("bounding", Confinement.CAPABILITIES, "effective", Confinement.CAPABILITIES,
            "permitted", Confinement.CAPABILITIES));
        process.put("rlimits", List.of(limit("RLIMIT_NOFILE", files), limit("RLIMIT_CORE", 0)));
        // Grading images use su and sshd, which need setuid programs.
        process.put("noNewPrivileges", false);
        process.put("oomScoreAdj", OOM_SCORE_ADJUSTMENT);
        return process;
    }

    private static Map<String, Object> limit(String name, int value) {
        return Map.of("type", name, "soft", value, "hard", value);
    }

    /** Later entries replace earlier ones. */
    private List<String> environment(ImageUser user) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", PATH);
        all.put("HOSTNAME", hostname);
        all.put("HOME", user.home());
        for (String entry : image.environment()) {
            int equals = entry.indexOf('=');
            all.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        all.putAll(spec.environment());
        return all.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }

    private Map<String, Object> linux() {
        Map<String, Object> linux = new LinkedHashMap<>();
        linux.put("namespaces", namespaces());
        userMapping.ifPresent(mapping -> {
            List<Map<String, Long>> ids = List.of(
                Map.of("containerID", 0L, "hostID", mapping.first(), "size", UserMapping.COUNT));
            linux.put("uidMappings", ids);
            linux.put("gidMappings", ids);
        });
        if (!(spec.network() instanceof Network.Joined)) {
            linux.put("sysctl", networkSettings());
        }
        linux.put("maskedPaths", Confinement.MASKED);
        linux.put("readonlyPaths", Confinement.READ_ONLY);
        linux.put("seccomp", Confinement.SECCOMP);
        if (cgroupPlacement instanceof CgroupPlacement.MadeByOciRuntime placement) {
            linux.put("cgroupsPath", placement.path());
            linux.put("resources", resources(spec.limits(), placement.unified()));
        }
        return linux;
    }

    private Map<String, String> networkSettings() {
        Map<String, String> settings =
            new TreeMap<>(NetworkSysctls.of(userMapping.isPresent() ? UserMapping.COUNT : NetworkSysctls.ALL_GROUPS));
        if (spec.network() instanceof Network.Bridge && HAS_IPV6) {
            // Otherwise the kernel assigns an address by itself, which bypasses the firewall rules between neighbours and the
            // host.
            settings.put("net.ipv6.conf.default.disable_ipv6", "1");
            settings.put("net.ipv6.conf.eth0.disable_ipv6", "1");
        }
        return settings;
    }

    private List<Map<String, String>> namespaces() {
        List<Map<String, String>> namespaces = new ArrayList<>();
        for (String type : List.of("pid", "ipc", "uts", "mount")) {
            namespaces.add(Map.of("type", type));
        }
        namespaces.add(network.map(path -> Map.of("type", "network", "path", path.toString()))
            .orElse(Map.of("type", "network")));
        userMapping.ifPresent(mapping -> namespaces.add(Map.of("type", "user", "path", mapping.namespace().toString())));
        if (cgroupPlacement instanceof CgroupPlacement.MadeByOciRuntime placement && placement.unified()) {
            namespaces.add(Map.of("type", "cgroup"));
        }
        return namespaces;
    }

    private static Map<String, Object> resources(Limits limits, boolean unified) {
        Map<String, Object> resources = new LinkedHashMap<>();
        resources.put("memory", Map.of("limit", limits.memoryBytes(), "swap", limits.memoryBytes()));
        resources.put("pids", Map.of("limit", limits.processes()));
        resources.put("devices", DeviceRules.RULES);
        if (unified) {
            // Grading images refuse to run when a memory limit could kill only some of their processes.
            resources.put("unified", Map.of("memory.oom.group", "1"));
        }
        return resources;
    }
}
