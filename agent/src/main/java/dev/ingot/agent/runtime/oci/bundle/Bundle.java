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
 * A specification in the words of the OCI runtime specification.
 *
 * @param network the namespace to enter; empty for a new one with nothing but loopback
 * @param userMapping   who the container's users are on the host, when others
 * @param seccompFilter  the seccomp profile compiled, for the command that can take it so
 */
public record Bundle(ContainerSpec spec, StoredImage image, String hostname, ContainerRoot root, CgroupPlacement cgroupPlacement,
                     Optional<Path> network, Optional<UserMapping> userMapping, Optional<String> seccompFilter) {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Of crun, which then does not compile the profile itself. Every other command ignores it and does. */
    private static final String SECCOMP_BPF_ANNOTATION = "run.oci.seccomp_bpf_data";
    /** When the kernel must kill, it shall choose a container's process, and not who watches over it. */
    private static final int OOM_SCORE_ADJUSTMENT = 500;
    private static final boolean HAS_IPV6 = Files.isDirectory(Path.of("/proc/sys/net/ipv6"));

    /** The text of {@code config.json}. */
    public byte[] toJson() throws IOException {
        return JSON.writeValueAsBytes(toMap());
    }

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
        // The programs of grading images use su and sshd.
        process.put("noNewPrivileges", false);
        process.put("oomScoreAdj", OOM_SCORE_ADJUSTMENT);
        return process;
    }

    private static Map<String, Object> limit(String name, int value) {
        return Map.of("type", name, "soft", value, "hard", value);
    }

    /** What comes later wins. */
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
        if (cgroupPlacement instanceof CgroupPlacement.MadeByOciRuntime asked) {
            linux.put("cgroupsPath", asked.path());
            linux.put("resources", resources(spec.limits(), asked.unified()));
        }
        return linux;
    }

    private Map<String, String> networkSettings() {
        Map<String, String> settings =
            new TreeMap<>(NetworkSysctls.of(userMapping.isPresent() ? UserMapping.COUNT : NetworkSysctls.ALL_GROUPS));
        if (spec.network() instanceof Network.Bridge && HAS_IPV6) {
            // The kernel would give an address by itself, by which neighbours and the host are reached past all rules.
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
        if (cgroupPlacement instanceof CgroupPlacement.MadeByOciRuntime asked && asked.unified()) {
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
            // Grading images refuse to run where a memory limit may kill only some of their processes.
            resources.put("unified", Map.of("memory.oom.group", "1"));
        }
        return resources;
    }
}
