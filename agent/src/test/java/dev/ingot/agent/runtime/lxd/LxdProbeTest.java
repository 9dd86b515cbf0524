package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.lxd.client.Endpoint;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a server that is not there, or lacks something. */
class LxdProbeTest {

    private static final String SERVER = """
        {"auth": "trusted", "environment": {"server": "lxd", "server_version": "5.0.2",
         "kernel_version": "6.11.0-generic"}, "api_extensions": ["instances", "container_exec_user_group_cwd",
         "kernel_limits", "proxy"]}""";

    /** Nothing is started. */
    private static final Path ANY_PROGRAM = Path.of("/bin/sh");

    @TempDir
    private Path folder;

    @Test
    void withoutSocketItSaysWhatToInstall() {
        Health.Absent absent = probe(folder.resolve("none"), Flavour.INCUS);
        assertEquals("there is no socket " + folder.resolve("none"), absent.why());
        assertTrue(absent.remedy().contains("apt-get install incus"), absent.remedy());
    }

    @Test
    void aSocketThatNobodyListensOnIsToBeStarted() throws Exception {
        Path socket = folder.resolve("socket");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
        Health.Absent absent = probe(socket, Flavour.LXD);
        assertTrue(absent.why().startsWith("no server answers at " + socket), absent.why());
        assertTrue(absent.remedy().contains("systemctl start lxd"), absent.remedy());
    }

    @Test
    void aServerThatHasAllIsReady() throws Exception {
        assertEquals(new Health.Ready("lxd 5.0.2, pool ingot (btrfs)"), asked(server -> { }, 0));
    }

    @Test
    void aServerThatDoesNotTrustUsIsToBeToldOfOurCertificate() throws Exception {
        Health.Absent absent = refused(server -> server.answer("", SERVER.replace("\"trusted\"", "\"untrusted\"")));
        assertTrue(absent.why().contains("does not trust the agent's certificate"), absent.why());
        assertTrue(absent.remedy().contains("lxc config trust add"), absent.remedy());
    }

    @Test
    void anOlderServerIsNamedWithWhatItLacks() throws Exception {
        Health.Absent absent = refused(server -> server.answer("", SERVER.replace("\"kernel_limits\", ", "")));
        assertEquals("lxd 5.0.2 lacks kernel_limits", absent.why());
        assertTrue(absent.remedy().contains("LXD 5.0 or later"), absent.remedy());
    }

    @Test
    void aProjectThatIsNotThereIsNamed() throws Exception {
        Health.Absent absent = refused(server -> server.forget("/projects/default"));
        assertEquals("there is no project default", absent.why());
        assertTrue(absent.remedy().contains("lxc project create default"), absent.remedy());
    }

    @Test
    void aPoolThatIsNotThereIsToBeMade() throws Exception {
        Health.Absent absent = refused(server -> server.forget("/storage-pools/ingot"));
        assertEquals("there is no storage pool ingot", absent.why());
        assertTrue(absent.remedy().contains("lxc storage create ingot btrfs"), absent.remedy());
    }

    @Test
    void aPoolThatCannotBeUsedIsNamed() throws Exception {
        Health.Absent absent = refused(server ->
            server.answer("/storage-pools/ingot", "{\"driver\": \"btrfs\", \"status\": \"Unavailable\"}"));
        assertTrue(absent.why().contains("the server calls it Unavailable"), absent.why());
        assertTrue(absent.remedy().contains("lxc storage show ingot"), absent.remedy());
    }

    @Test
    void withoutFirstProcessNothingStarts() throws Exception {
        try (ScriptedServer server = server()) {
            Health.Absent absent = assertInstanceOf(Health.Absent.class, probe(settings(Path.of("/nowhere/catatonit"))));
            assertEquals("there is no /nowhere/catatonit, the first process of every instance", absent.why());
            assertEquals("apt-get install catatonit", absent.remedy());
        }
    }

    @Test
    void withoutNetworkItStillServes() throws Exception {
        Health.Degraded degraded =
            assertInstanceOf(Health.Degraded.class, asked(server -> server.forget("/networks/ingotbr0"), 0));
        assertTrue(degraded.why().startsWith("there is no network ingotbr0"), degraded.why());
        assertTrue(degraded.remedy().contains("lxc network create ingotbr0"), degraded.remedy());
    }

    @Test
    void aPoolThatDoesNotBoundWhatIsWrittenIsTold() throws Exception {
        Health.Degraded degraded = assertInstanceOf(Health.Degraded.class, asked(server ->
            server.answer("/storage-pools/ingot", "{\"driver\": \"dir\", \"status\": \"Created\"}"), 1 << 30));
        assertTrue(degraded.why().contains("project quotas"), degraded.why());
    }

    /** What an agent sees that is not root, whoever runs this test. */
    @Test
    void whereNobodyCanMapOwnersJobsFail() throws Exception {
        try (ScriptedServer server = server();
                LxdClient client = new LxdClient(Endpoint.of(folder.resolve("socket")), "default")) {
            server.answer("", SERVER.replace("6.11", "6.8"));
            assertInstanceOf(Health.Ready.class, new LxdProbe(settings(ANY_PROGRAM), client, false, List.of()).probe());
            server.answer("", SERVER);
            Health.Degraded degraded =
                assertInstanceOf(Health.Degraded.class, new LxdProbe(settings(ANY_PROGRAM), client, false, List.of()).probe());
            assertTrue(degraded.why().startsWith("jobs will fail"), degraded.why());
            assertTrue(degraded.remedy().contains("as root"), degraded.remedy());
            assertInstanceOf(Health.Ready.class, new LxdProbe(settings(ANY_PROGRAM), client, true, List.of()).probe());
        }
    }

    @Test
    void limitsThatTheKernelCannotKeepAreTold() throws Exception {
        try (ScriptedServer _ = server();
                LxdClient client = new LxdClient(Endpoint.of(folder.resolve("socket")), "default")) {
            Health.Degraded degraded = assertInstanceOf(Health.Degraded.class,
                new LxdProbe(settings(ANY_PROGRAM), client, true, List.of("memory")).probe());
            assertTrue(degraded.why().contains("no cgroup controller memory"), degraded.why());
            assertTrue(degraded.remedy().contains("cgroup_enable=memory"), degraded.remedy());
        }
    }

    private Health.Absent refused(Consumer<ScriptedServer> change) throws Exception {
        return assertInstanceOf(Health.Absent.class, asked(change, 0));
    }

    /** What a probe says of a usual server after a change. */
    private Health asked(Consumer<ScriptedServer> change, long disk) throws Exception {
        try (ScriptedServer server = server()) {
            change.accept(server);
            return probe(settings(ANY_PROGRAM).limited(disk));
        }
    }

    private ScriptedServer server() throws Exception {
        ScriptedServer server = new ScriptedServer(folder.resolve("socket"));
        server.answer("", SERVER);
        server.answer("/projects/default", "{}");
        server.answer("/storage-pools/ingot", "{\"driver\": \"btrfs\", \"status\": \"Created\"}");
        server.answer("/networks/ingotbr0", "{}");
        return server;
    }

    private LxdSettings settings(Path init) {
        LxdSettings usual = LxdSettings.of("x", Flavour.LXD);
        return new LxdSettings(usual.name(), usual.flavour(), Endpoint.of(folder.resolve("socket")), usual.project(),
            usual.pool(), usual.disk(), usual.network(), new LxdSettings.Init(init, ""), usual.scratch());
    }

    private static Health.Absent probe(Path socket, Flavour flavour) {
        return assertInstanceOf(Health.Absent.class, probe(LxdSettings.of("x", flavour).at(Endpoint.of(socket))));
    }

    private static Health probe(LxdSettings settings) {
        try (LxdRuntime runtime = new LxdRuntime(settings)) {
            return runtime.probe();
        }
    }
}
