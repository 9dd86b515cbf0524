package dev.ingot.agent.runtime.oci.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.oci.root.ContainerRoot;
import dev.ingot.agent.runtime.oci.store.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parses the configuration that an OCI command gets. */
class BundleTest {

    private static final CgroupPlacement MADE_BY_AGENT = new CgroupPlacement.MadeByAgent(Map.of("memory",
        Path.of("/sys/fs/cgroup/memory/ingot/crun/1")));

    @TempDir
    private Path folder;
    private Network network = new Network.None();

    @Test
    void theSpecificationOverridesTheImage() throws Exception {
        JsonNode process = written(MADE_BY_AGENT, Optional.empty(), Optional.empty()).path("process");
        assertEquals(List.of("/run", "it"), texts(process.path("args")));
        List<String> variables = texts(process.path("env"));
        assertTrue(variables.containsAll(List.of("PATH=/image/bin", "KEPT=1", "CHANGED=by=spec", "HOME=/", "HOSTNAME=host")),
            variables::toString);
        assertEquals(variables.size(), variables.stream().map(each -> each.split("=", 2)[0]).distinct().count());
        assertEquals("/work", process.path("cwd").asText());
    }

    @Test
    void grantsNoMoreThanDocker() throws Exception {
        JsonNode config = written(MADE_BY_AGENT, Optional.empty(), Optional.empty());
        JsonNode capabilities = config.path("process").path("capabilities");
        assertEquals(14, capabilities.path("bounding").size());
        assertFalse(capabilities.has("inheritable") || capabilities.has("ambient"));
        assertEquals("SCMP_ACT_ERRNO", config.path("linux").path("seccomp").path("defaultAction").asText());
        assertTrue(texts(config.path("linux").path("maskedPaths")).contains("/proc/kcore"));
        List<String> namespaces = new ArrayList<>();
        config.path("linux").path("namespaces").forEach(each -> namespaces.add(each.path("type").asText()));
        assertTrue(namespaces.containsAll(List.of("pid", "ipc", "uts", "mount", "network")), namespaces::toString);
    }

    @Test
    void theSameContainerIsDescribedByTheSameBytesInEveryProcess() throws Exception {
        JsonNode config = written(new CgroupPlacement.MadeByOciRuntime("/ingot/runc/1", true), Optional.empty(),
            Optional.of("filter"));
        // A resource file of the agent, unchanged.
        ((ObjectNode) config.path("linux")).remove("seccomp");
        assertSorted(config);
    }

    private static void assertSorted(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        assertEquals(names.stream().sorted().toList(), names);
        node.forEach(BundleTest::assertSorted);
    }

    @Test
    void mountsTheAgentsCgroupAndRequestsNone() throws Exception {
        JsonNode config = written(MADE_BY_AGENT, Optional.empty(), Optional.empty());
        assertFalse(config.path("linux").has("cgroupsPath") || config.path("linux").has("resources"));
        JsonNode shown = mount(config, "/sys/fs/cgroup/memory");
        assertEquals("/sys/fs/cgroup/memory/ingot/crun/1", shown.path("source").asText());
        assertTrue(texts(shown.path("options")).contains("ro"));
    }

    @Test
    void passesTheLimitsWhenTheOciRuntimeMakesTheCgroup() throws Exception {
        JsonNode linux = written(new CgroupPlacement.MadeByOciRuntime("/ingot/runc/1", true), Optional.empty(), Optional.empty())
            .path("linux");
        assertEquals("/ingot/runc/1", linux.path("cgroupsPath").asText());
        JsonNode resources = linux.path("resources");
        assertEquals(1 << 26, resources.path("memory").path("limit").asLong());
        assertEquals(1 << 26, resources.path("memory").path("swap").asLong());
        assertEquals(50, resources.path("pids").path("limit").asInt());
        assertFalse(resources.path("devices").path(0).path("allow").asBoolean(true));
        assertEquals("1", resources.path("unified").path("memory.oom.group").asText());
    }

    @Test
    void entersANetworkNamespaceByItsFile() throws Exception {
        JsonNode namespaces = written(MADE_BY_AGENT, Optional.of(Path.of("/proc/7/ns/net")), Optional.empty())
            .path("linux").path("namespaces");
        assertEquals("/proc/7/ns/net", namespaces.findValue("path").asText());
    }

    @Test
    void setsSysctlsOfANewNetworkOnly() throws Exception {
        JsonNode own = written(MADE_BY_AGENT, Optional.empty(), Optional.empty()).path("linux").path("sysctl");
        assertEquals("0", own.path("net.ipv4.ip_unprivileged_port_start").asText());
        assertEquals("0 2147483647", own.path("net.ipv4.ping_group_range").asText());
        network = new Network.Joined("other");
        assertFalse(written(MADE_BY_AGENT, Optional.of(Path.of("/proc/7/ns/net")), Optional.empty()).path("linux").has("sysctl"));
    }

    @Test
    void addsTheCompiledFilterBesideTheProfile() throws Exception {
        JsonNode config = written(MADE_BY_AGENT, Optional.empty(), Optional.of("AAAA"));
        assertEquals("AAAA", config.path("annotations").path("run.oci.seccomp_bpf_data").asText());
        assertTrue(config.path("linux").path("seccomp").path("syscalls").size() > 5);
    }

    @Test
    void mountsUseThePinnedSources() throws Exception {
        JsonNode config = written(MADE_BY_AGENT, Optional.empty(), Optional.empty());
        JsonNode task = mount(config, "/task");
        assertEquals(folder.resolve("layer/mounts/0").toString(), task.path("source").asText());
        assertTrue(texts(task.path("options")).contains("rw"));
        assertTrue(texts(mount(config, "/course").path("options")).contains("ro"));
    }

    private JsonNode written(CgroupPlacement cgroups, Optional<Path> entered, Optional<String> filter) throws IOException {
        ContainerSpec spec = new ContainerSpec("sha256:1", List.of("/run", "it"), Map.of("CHANGED", "by=spec"),
            List.of(Mount.writable(Path.of("/a"), "/task"), Mount.readOnly(Path.of("/b"), "/course")),
            network, new Limits(1 << 26, 50, 99), true, Map.of());
        StoredImage image = new StoredImage("sha256:1", Instant.EPOCH, Map.of(),
            List.of("PATH=/image/bin", "KEPT=1", "CHANGED=by image"), List.of("/image/command"), "/work", "", folder, "test",
            Instant.EPOCH);
        ContainerRoot root = new ContainerRoot(folder.resolve("layer"), folder.resolve("file"));
        return new ObjectMapper().readTree(
            new Bundle(spec, image, "host", root, cgroups, entered, Optional.empty(), filter).toJson());
    }

    private static JsonNode mount(JsonNode config, String target) {
        for (JsonNode mount : config.path("mounts")) {
            if (mount.path("destination").asText().equals(target)) {
                return mount;
            }
        }
        throw new AssertionError("no mount at " + target);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
