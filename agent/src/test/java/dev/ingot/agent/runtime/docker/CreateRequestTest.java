package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests the request to the manager, field by field. */
class CreateRequestTest {

    private static final DockerInfo PLAIN = facts(false, false);
    private static final Network NONE = new Network.None();

    @Test
    void attachesTheStreamsOnceOnlyWhenAttached() throws Exception {
        JsonNode body = body(spec(NONE, true), "", PLAIN);
        for (String field : List.of("OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr")) {
            assertTrue(body.get(field).asBoolean(), field);
        }
        assertEquals(false, body.get("Tty").asBoolean());
        JsonNode detached = body(spec(NONE, false), "", PLAIN);
        for (String field : List.of("OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr", "Tty")) {
            assertEquals(false, detached.get(field).asBoolean(), field);
        }
    }

    @Test
    void passesImageEnvironmentLabelsAndLimits() throws Exception {
        JsonNode body = body(spec(NONE, true), "crun", PLAIN);
        JsonNode host = body.get("HostConfig");
        assertEquals("sha256:abc", body.get("Image").asText());
        assertEquals("[\"A=1\",\"B=2\"]", body.get("Env").toString());
        assertEquals("7", body.get("Labels").get(Labels.JOB).asText());
        assertEquals(1000, host.get("Memory").asInt());
        assertEquals(1000, host.get("MemorySwap").asInt());
        assertEquals(20, host.get("PidsLimit").asInt());
        assertEquals("[{\"Name\":\"nofile\",\"Soft\":30,\"Hard\":30}]", host.get("Ulimits").toString());
        assertEquals("none", host.get("LogConfig").get("Type").asText());
        assertEquals("none", host.get("NetworkMode").asText());
        assertEquals("crun", host.get("Runtime").asText());
        assertTrue(absent(host, "OomKillDisable"), "the OOM killer stays on");
        assertTrue(absent(host, "ExtraHosts"));
        assertTrue(absent(body, "Cmd"), "the image's own command");
    }

    @Test
    void omitsTheRuntimeWhenNoneIsNamed() throws Exception {
        assertTrue(absent(body(spec(NONE, true), "", PLAIN).get("HostConfig"), "Runtime"));
    }

    @Test
    void setsSwappinessOnCgroupV1Only() throws Exception {
        assertTrue(absent(body(spec(NONE, true), "", PLAIN).get("HostConfig"), "MemorySwappiness"));
        assertEquals(0, body(spec(NONE, true), "", facts(false, true)).get("HostConfig").get("MemorySwappiness").asInt());
    }

    @Test
    void mountsAreLabelledOnlyUnderSelinux() throws Exception {
        JsonNode plain = body(spec(NONE, true), "", PLAIN).get("HostConfig");
        assertEquals("[/job/task /task false, /job/common /course/common true]", mounts(plain));
        assertTrue(absent(plain, "Binds"));
        assertTrue(absent(plain, "SecurityOpt"));
        JsonNode labelled = body(spec(NONE, true), "", facts(true, false)).get("HostConfig");
        assertEquals("[\"/job/task:/task:rw,Z\",\"/job/common:/course/common:ro,Z\"]", labelled.get("Binds").toString());
        assertEquals(CreateRequest.selinuxLabel("7"), labelled.get("SecurityOpt").get(0).asText());
    }

    @Test
    void everyJobHasItsOwnSelinuxLabel() {
        assertEquals(CreateRequest.selinuxLabel("job"), CreateRequest.selinuxLabel("job"));
        assertNotEquals(CreateRequest.selinuxLabel("job 1"), CreateRequest.selinuxLabel("job 2"));
        for (int job = 0; job < 1000; job++) {
            String label = CreateRequest.selinuxLabel("job " + job);
            assertTrue(label.matches("label=level:s0:c\\d{1,4},c\\d{1,4}"), label);
            String[] categories = label.substring("label=level:s0:c".length()).split(",c");
            int low = Integer.parseInt(categories[0]);
            int high = Integer.parseInt(categories[1]);
            assertTrue(low < high && high < 1024, label);
        }
    }

    @Test
    void mapsNetworksAndPorts() throws Exception {
        JsonNode bridged = body(spec(new Network.Bridge(Map.of(22, 64120)), true), "", PLAIN);
        assertEquals("{\"22/tcp\":{}}", bridged.get("ExposedPorts").toString());
        JsonNode host = bridged.get("HostConfig");
        assertEquals("bridge", host.get("NetworkMode").asText());
        assertEquals("64120", host.get("PortBindings").get("22/tcp").get(0).get("HostPort").asText());
        assertEquals("[\"host.docker.internal:host-gateway\"]", host.get("ExtraHosts").toString());
        assertEquals("container:xyz",
            body(spec(new Network.Joined("xyz"), true), "", PLAIN).get("HostConfig").get("NetworkMode").asText());
    }

    @Test
    void disablesTheNetworkWithAHostsFileUnlessOneIsJoined() throws Exception {
        Optional<HostsFile> hosts = Optional.of(new HostsFile(Path.of("/scratch/hosts-1")));
        JsonNode alone = body(new CreateRequest(spec(NONE, true), settings(""), PLAIN, hosts));
        assertTrue(alone.get("NetworkDisabled").asBoolean());
        assertEquals("none", alone.get("HostConfig").get("NetworkMode").asText());
        assertTrue(mounts(alone.get("HostConfig")).endsWith(", /scratch/hosts-1 /etc/hosts false]"));
        JsonNode joined = body(new CreateRequest(spec(new Network.Joined("xyz"), true), settings(""), PLAIN, hosts));
        assertEquals(false, joined.get("NetworkDisabled").asBoolean());
        assertTrue(mounts(joined.get("HostConfig")).endsWith(", /scratch/hosts-1 /etc/hosts false]"));
        assertEquals(false, body(spec(NONE, true), "", PLAIN).get("NetworkDisabled").asBoolean());
    }

    @Test
    void aPathWithAColonIsMountedUnlessFilesAreLabelled() throws IOException {
        ContainerSpec spec = new ContainerSpec("sha256:abc", List.of(), Map.of(),
            List.of(Mount.writable(Path.of("/a:b"), "/task")), NONE, new Limits(1, 1, 1), true, Map.of());
        assertEquals("[/a:b /task false]", mounts(body(spec, "", PLAIN).get("HostConfig")));
        assertThrows(IllegalArgumentException.class, () -> body(spec, "", facts(true, false)));
        assertTrue(CreateRequest.canMount(Path.of("/a:b"), PLAIN));
        assertEquals(false, CreateRequest.canMount(Path.of("/a:b"), facts(true, false)));
    }

    private static String mounts(JsonNode host) {
        List<String> all = new ArrayList<>();
        for (JsonNode mount : host.get("Mounts")) {
            assertEquals("bind", mount.get("Type").asText());
            all.add(mount.get("Source").asText() + " " + mount.get("Target").asText() + " " + mount.get("ReadOnly").asBoolean());
        }
        return all.toString();
    }

    private static boolean absent(JsonNode node, String field) {
        return node.path(field).isNull() || node.path(field).isMissingNode();
    }

    @Test
    void tmpfsFoldersAreWorldWritable() throws IOException {
        ContainerSpec spec = new ContainerSpec("sha256:abc", List.of(), Map.of(), List.of(), List.of("/sockets"),
            new Network.None(), new Limits(1000, 20, 30), true, Map.of());
        assertEquals("{\"/sockets\":\"rw,nosuid,nodev,mode=1777,size=16m\"}",
            body(spec, "runsc", facts(false, true)).at("/HostConfig/Tmpfs").toString());
    }

    private static DockerInfo facts(boolean selinux, boolean cgroupV1) {
        return new DockerInfo("20.10", Set.of("runc", "crun"), "runc", selinux, cgroupV1, false, List.of());
    }

    private static ContainerSpec spec(Network network, boolean attached) {
        return new ContainerSpec("sha256:abc", List.of(), Map.of("A", "1", "B", "2"),
            List.of(Mount.writable(Path.of("/job/task"), "/task"), Mount.readOnly(Path.of("/job/common"), "/course/common")),
            network, new Limits(1000, 20, 30), attached, Map.of(Labels.JOB, "7"));
    }

    /** Returns the JSON that docker-java sends. */
    private static JsonNode body(ContainerSpec spec, String ociRuntime, DockerInfo facts) throws IOException {
        return body(new CreateRequest(spec, settings(ociRuntime), facts, Optional.empty()));
    }

    private static JsonNode body(CreateRequest request) throws IOException {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost("unix:///nowhere").build();
        ObjectMapper mapper = config.getObjectMapper();
        try (DockerHttpClient transport = new ApacheDockerHttpClient.Builder().dockerHost(URI.create("unix:///nowhere")).build();
                var docker = DockerClientImpl.getInstance(config, transport)) {
            return mapper.readTree(mapper.writeValueAsString(request.toCommand(docker)));
        }
    }

    @Test
    void setsTheProcessLimitPerUserOnPodman() throws IOException {
        DockerSettings podman = settings("crun").withManager(DockerApiManager.PODMAN);
        JsonNode limits = body(new CreateRequest(spec(NONE, true), podman, PLAIN, Optional.empty()))
            .path("HostConfig").path("Ulimits");
        assertEquals("nproc", limits.path(1).path("Name").asText());
        assertEquals(HostFacts.maxProcessesPerUser(), limits.path(1).path("Hard").asLong());
    }

    private static DockerSettings settings(String ociRuntime) {
        return DockerSettings.of("docker", ociRuntime);
    }
}
