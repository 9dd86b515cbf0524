package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the probe reports about a server that does not answer or lacks something. */
class LxdProbeTest {

    private static final String SERVER = """
        {"auth": "trusted", "environment": {"server": "lxd", "server_version": "5.0.2",
         "kernel_version": "6.11.0-generic"}, "api_extensions": ["instances", "container_exec_user_group_cwd",
         "kernel_limits", "proxy"]}""";

    /** The program is never started. */
    private static final Path ANY_PROGRAM = Path.of("/bin/sh");

    @TempDir
    private Path folder;

    @Test
    void saysWhatToInstallWithoutASocket() {
        Health.Unavailable absent = probe(folder.resolve("none"), LxdServerKind.INCUS);
        assertEquals("there is no socket " + folder.resolve("none"), absent.reason());
        assertTrue(absent.remedy().contains("apt-get install incus"), absent.remedy());
    }

    @Test
    void saysToStartTheServerWhenNothingListens() throws Exception {
        Path socket = folder.resolve("socket");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
        Health.Unavailable absent = probe(socket, LxdServerKind.LXD);
        assertTrue(absent.reason().startsWith("no server answers at " + socket), absent.reason());
        assertTrue(absent.remedy().contains("systemctl start lxd"), absent.remedy());
    }

    @Test
    void isReadyWhenTheServerHasEverything() throws Exception {
        assertEquals(new Health.Ready("lxd 5.0.2, pool ingot (btrfs)"), probeAfter(server -> { }, 0));
    }

    @Test
    void saysHowToTrustTheAgentsCertificate() throws Exception {
        Health.Unavailable absent = probeUnavailable(server -> server.answer("", SERVER.replace("\"trusted\"", "\"untrusted\"")));
        assertTrue(absent.reason().contains("does not trust the agent's certificate"), absent.reason());
        assertTrue(absent.remedy().contains("lxc config trust add"), absent.remedy());
    }

    @Test
    void namesMissingExtensionsOfAnOldServer() throws Exception {
        Health.Unavailable absent = probeUnavailable(server -> server.answer("", SERVER.replace("\"kernel_limits\", ", "")));
        assertEquals("lxd 5.0.2 lacks kernel_limits", absent.reason());
        assertTrue(absent.remedy().contains("LXD 5.0 or later"), absent.remedy());
    }

    @Test
    void namesAMissingProject() throws Exception {
        Health.Unavailable absent = probeUnavailable(server -> server.removeAnswer("/projects/default"));
        assertEquals("there is no project default", absent.reason());
        assertTrue(absent.remedy().contains("lxc project create default"), absent.remedy());
    }

    @Test
    void saysHowToCreateAMissingStoragePool() throws Exception {
        Health.Unavailable absent = probeUnavailable(server -> server.removeAnswer("/storage-pools/ingot"));
        assertEquals("there is no storage pool ingot", absent.reason());
        assertTrue(absent.remedy().contains("lxc storage create ingot btrfs"), absent.remedy());
    }

    @Test
    void namesAnUnusableStoragePool() throws Exception {
        Health.Unavailable absent = probeUnavailable(server ->
            server.answer("/storage-pools/ingot", "{\"driver\": \"btrfs\", \"status\": \"Unavailable\"}"));
        assertTrue(absent.reason().contains("its status is Unavailable"), absent.reason());
        assertTrue(absent.remedy().contains("lxc storage show ingot"), absent.remedy());
    }

    @Test
    void isUnavailableWithoutTheInitProgram() throws Exception {
        try (ScriptedLxdServer server = server()) {
            Health.Unavailable absent = assertInstanceOf(Health.Unavailable.class,
                probe(settings(Path.of("/nowhere/catatonit"))));
            assertEquals("there is no /nowhere/catatonit, the first process of every instance", absent.reason());
            assertEquals("apt-get install catatonit", absent.remedy());
        }
    }

    @Test
    void isDegradedWithoutTheNetwork() throws Exception {
        Health.Degraded degraded =
            assertInstanceOf(Health.Degraded.class, probeAfter(server -> server.removeAnswer("/networks/ingotbr0"), 0));
        assertTrue(degraded.reason().startsWith("there is no network ingotbr0"), degraded.reason());
        assertTrue(degraded.remedy().contains("lxc network create ingotbr0"), degraded.remedy());
    }

    @Test
    void isDegradedWhenThePoolCannotLimitDiskUse() throws Exception {
        Health.Degraded degraded = assertInstanceOf(Health.Degraded.class, probeAfter(server ->
            server.answer("/storage-pools/ingot", "{\"driver\": \"dir\", \"status\": \"Created\"}"), 1 << 30));
        assertTrue(degraded.reason().contains("project quotas"), degraded.reason());
    }

    /** Represents an agent that is not root, whichever user runs this test. */
    @Test
    void isDegradedWhenNeitherServerNorAgentCanMapOwners() throws Exception {
        try (ScriptedLxdServer server = server();
                LxdClient client = new LxdClient(LxdEndpoint.of(folder.resolve("socket")), "default")) {
            server.answer("", SERVER.replace("6.11", "6.8"));
            assertInstanceOf(Health.Ready.class, new LxdProbe(settings(ANY_PROGRAM), client, false, List.of()).probe());
            server.answer("", SERVER);
            Health.Degraded degraded =
                assertInstanceOf(Health.Degraded.class, new LxdProbe(settings(ANY_PROGRAM), client, false, List.of()).probe());
            assertTrue(degraded.reason().startsWith("all jobs will fail"), degraded.reason());
            assertTrue(degraded.remedy().contains("as root"), degraded.remedy());
            assertInstanceOf(Health.Ready.class, new LxdProbe(settings(ANY_PROGRAM), client, true, List.of()).probe());
        }
    }

    @Test
    void isDegradedWhenTheKernelLacksAController() throws Exception {
        try (ScriptedLxdServer _ = server();
                LxdClient client = new LxdClient(LxdEndpoint.of(folder.resolve("socket")), "default")) {
            Health.Degraded degraded = assertInstanceOf(Health.Degraded.class,
                new LxdProbe(settings(ANY_PROGRAM), client, true, List.of("memory")).probe());
            assertTrue(degraded.reason().contains("no cgroup controller memory"), degraded.reason());
            assertTrue(degraded.remedy().contains("cgroup_enable=memory"), degraded.remedy());
        }
    }

    private Health.Unavailable probeUnavailable(Consumer<ScriptedLxdServer> change) throws Exception {
        return assertInstanceOf(Health.Unavailable.class, probeAfter(change, 0));
    }

    /** Returns the probe's result for a typical server after a change. */
    private Health probeAfter(Consumer<ScriptedLxdServer> change, long disk) throws Exception {
        try (ScriptedLxdServer server = server()) {
            change.accept(server);
            return probe(settings(ANY_PROGRAM).withDiskLimit(disk));
        }
    }

    private ScriptedLxdServer server() throws Exception {
        ScriptedLxdServer server = new ScriptedLxdServer(folder.resolve("socket"));
        server.answer("", SERVER);
        server.answer("/projects/default", "{}");
        server.answer("/storage-pools/ingot", "{\"driver\": \"btrfs\", \"status\": \"Created\"}");
        server.answer("/networks/ingotbr0", "{}");
        return server;
    }

    private LxdSettings settings(Path init) {
        LxdSettings usual = LxdSettings.of("x", LxdServerKind.LXD);
        return new LxdSettings(usual.name(), usual.serverKind(), LxdEndpoint.of(folder.resolve("socket")), usual.project(),
            usual.pool(), usual.disk(), usual.network(), new LxdSettings.Init(init, ""), usual.scratch());
    }

    private static Health.Unavailable probe(Path socket, LxdServerKind flavour) {
        return assertInstanceOf(Health.Unavailable.class,
            probe(LxdSettings.of("x", flavour).withEndpoint(LxdEndpoint.of(socket))));
    }

    private static Health probe(LxdSettings settings) {
        try (LxdRuntime runtime = new LxdRuntime(settings)) {
            return runtime.probe();
        }
    }
}
