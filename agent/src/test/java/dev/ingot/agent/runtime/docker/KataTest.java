package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kata Containers as a daemon shows them: what the probe says is missing, and how an end is read. */
class KataTest {

    private static final String SHIM = "io.containerd.kata-qemu.v2";
    private static final CgroupLocator NO_CGROUPS = new CgroupLocator(Optional.empty());

    @TempDir
    private Path root;

    @Test
    void pointsToTheSetupPageWhenNotRegistered() {
        Health.Unavailable absent = absent("kata-qemu", "20.10.24", "");
        assertTrue(absent.reason().contains("no runtime kata-qemu"), absent.reason());
        assertTrue(absent.remedy().contains("docs/runtimes/kata.md"), absent.remedy());
    }

    @Test
    void namesARegisteredProgramThatIsMissing() {
        Health.Unavailable absent = absent("kata-qemu", "20.10.24", program(root.resolve("kata-runtime").toString()));
        assertTrue(absent.reason().contains(root.resolve("kata-runtime").toString()), absent.reason());
    }

    @Test
    void aShimNeedsDocker23() {
        assertTrue(absent(SHIM, "20.10.24+dfsg1", "").reason().contains("20.10.24"));
        provide("dev/kvm", "dev/vhost-vsock", "usr/bin/qemu-system-x86_64", "usr/local/bin/containerd-shim-kata-qemu-v2");
        assertInstanceOf(Health.Ready.class, probe(SHIM, "23.0.1", ""));
    }

    @Test
    void reportsAHostWithoutVirtualMachines() {
        String program = program("/bin/sh");
        Health.Degraded without = degraded("kata-qemu", "20.10.24", program);
        assertTrue(without.reason().contains("/dev/kvm") && without.reason().contains("QEMU"), without.reason());
        assertFalse(without.reason().contains("vsock"), without.reason());
        provide("dev/kvm", "opt/kata/bin/qemu-system-x86_64");
        assertInstanceOf(Health.Ready.class, probe("kata-qemu", "20.10.24", program));
    }

    @Test
    void namesAMissingShim() {
        provide("dev/kvm", "usr/bin/qemu-system-x86_64");
        Health.Degraded degraded = degraded("kata-qemu", "24.0", "{\"runtimeType\": \"io.containerd.kata.v2\"}");
        assertTrue(degraded.reason().contains("containerd-shim-kata-v2"), degraded.reason());
        assertTrue(degraded.remedy().contains("modprobe vhost_vsock"), degraded.remedy());
    }

    @Test
    void reportsThatFirecrackerCannotGrade() {
        provide("dev/kvm", "usr/bin/firecracker");
        assertTrue(degraded("kata-fc", "20.10.24", program("/bin/sh")).reason().contains("cannot mount host folders"));
    }

    @Test
    void lacksTheCapabilitiesOfASharedKernel() {
        Set<Capability> all = runtime("kata-qemu", new ScriptedDockerTransport()).capabilities();
        assertFalse(all.contains(Capability.JOIN_NETWORK) || all.contains(Capability.LIMIT_PROCESSES)
            || all.contains(Capability.SHARED_KERNEL), all.toString());
        assertTrue(all.contains(Capability.NETWORK), all.toString());
    }

    @Test
    void treatsAnUnrequestedKillAsOutOfMemory() throws Exception {
        Container ended = ended("kata-qemu", 137);
        assertInstanceOf(Exit.OutOfMemory.class, ended.await());
        assertTrue(ended.usage().outOfMemory());
    }

    @Test
    void treatsOtherExitsAsTheyAre() throws Exception {
        assertEquals(new Exit.Code(1), ended("kata-qemu", 1).await());
        assertEquals(new Exit.Signalled(9), ended("runc", 137).await());
    }

    @Test
    void treatsAKillByTheAgentAsAKill() throws Exception {
        ScriptedDockerTransport daemon = running("kata-qemu", 137).holdUntil("POST /containers/1/wait",
            "POST /containers/1/kill");
        Container killed = container("kata-qemu", daemon);
        killed.start();
        killed.kill();
        assertEquals(new Exit.Signalled(9), killed.await());
        assertFalse(killed.usage().outOfMemory());
    }

    private static Container ended(String ociRuntime, int code) {
        Container container = container(ociRuntime, running(ociRuntime, code));
        container.start();
        return container;
    }

    private static Container container(String ociRuntime, ScriptedDockerTransport daemon) {
        return runtime(ociRuntime, daemon).create(new ContainerSpec("image", List.of(), Map.of(), List.of(), new Network.None(),
            new Limits(1 << 20, 10, 10), false, Map.of()));
    }

    /** A daemon whose container ends with that code. */
    private static ScriptedDockerTransport running(String ociRuntime, int code) {
        return daemon("20.10.24", "\"" + ociRuntime + "\": " + program("/bin/sh"))
            .answer("POST /containers/create", 201, "{\"Id\": \"1\"}")
            .answer("POST /containers/1/start", 204, "")
            .answer("POST /containers/1/kill", 204, "")
            .answer("POST /containers/1/wait", 200, "{\"StatusCode\": " + code + "}")
            .answer("GET /containers/1/json", 200, "{\"State\": {\"OOMKilled\": false}}");
    }

    private Health.Unavailable absent(String ociRuntime, String version, String declared) {
        return assertInstanceOf(Health.Unavailable.class, probe(ociRuntime, version, declared));
    }

    private Health.Degraded degraded(String ociRuntime, String version, String declared) {
        return assertInstanceOf(Health.Degraded.class, probe(ociRuntime, version, declared));
    }

    private Health probe(String ociRuntime, String version, String declared) {
        ScriptedDockerTransport daemon = daemon(version, declared.isEmpty() ? "" : "\"" + ociRuntime + "\": " + declared);
        DockerSettings settings = settings(ociRuntime);
        return new DockerProbe(new DockerConnection(DockerApiManager.DOCKER, settings.host(), _ -> daemon), settings, NO_CGROUPS,
            root).probe();
    }

    private static DockerRuntime runtime(String ociRuntime, ScriptedDockerTransport daemon) {
        DockerSettings settings = settings(ociRuntime);
        return new DockerRuntime(settings, new DockerConnection(DockerApiManager.DOCKER, settings.host(), _ -> daemon),
            NO_CGROUPS);
    }

    private static DockerSettings settings(String ociRuntime) {
        return new DockerSettings("kata", ociRuntime, "unix:///nowhere", false);
    }

    private static ScriptedDockerTransport daemon(String version, String runtimes) {
        return new ScriptedDockerTransport().answer("GET /info", 200, "{\"ServerVersion\": \"" + version
            + "\", \"CgroupVersion\": \"1\", \"DefaultRuntime\": \"runc\", \"MemoryLimit\": true, \"PidsLimit\": true, "
            + "\"Runtimes\": {" + runtimes + "}}");
    }

    private static String program(String path) {
        return "{\"path\": \"" + path + "\"}";
    }

    private void provide(String... files) {
        for (String file : files) {
            try {
                Files.createDirectories(root.resolve(file).getParent());
                Files.createFile(root.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
