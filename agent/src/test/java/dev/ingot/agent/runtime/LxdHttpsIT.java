package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.lxd.LxdRuntime;
import dev.ingot.agent.runtime.lxd.LxdSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests LXD over https: which certificates client and server trust, and the contract as far as a remote host can fulfil it. */
@RequiresRuntime("lxd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LxdHttpsIT {

    @TempDir
    private static Path folder;

    private LxdHttpsServer httpsServer;
    private LxdSettings settings;
    private ContractFixture fixture;

    @BeforeAll
    void open() throws Exception {
        LxdSettings local = LxdFixture.settings(folder);
        httpsServer = new LxdHttpsServer(local.endpoint(), folder);
        settings = local.withEndpoint(httpsServer.endpoint(httpsServer.serverCertificate()));
        Health.Unavailable stranger = assertInstanceOf(Health.Unavailable.class, probe(settings));
        assertTrue(stranger.reason().contains("does not trust the agent's certificate"), stranger.reason());
        assertTrue(stranger.remedy().contains("lxc config trust add"), stranger.remedy());
        httpsServer.trustAgent();
        fixture = LxdFixture.open(settings, folder);
    }

    @AfterAll
    void shut() {
        try (LxdHttpsServer last = httpsServer) {
            if (fixture != null) {
                fixture.runtime().findOrphans(fixture.agentId()).forEach(Container::close);
                LxdFixture.close(settings, fixture);
            }
        }
    }

    @Test
    void theProbeReportsAnotherServerCertificateWithTheRemedy() {
        Health.Unavailable absent =
            assertInstanceOf(Health.Unavailable.class,
            probe(settings.withEndpoint(httpsServer.endpoint(httpsServer.otherCertificate()))));
        assertTrue(absent.reason().contains("does not have the configured certificate"), absent.reason());
        assertTrue(absent.remedy().contains("/var/lib/lxd/server.crt"), absent.remedy());
    }

    private static Health probe(LxdSettings settings) {
        try (LxdRuntime runtime = new LxdRuntime(settings)) {
            return runtime.probe();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(fixture);
        }

        /** Expects exit status 127: only an agent that sees the instance's files can fail the start. */
        @Override
        @Test
        void aCommandThatDoesNotExistFailsTheStart() throws Exception {
            try (Container container = new ContainerSpecBuilder(fixture, List.of("/no/such/program")).create()) {
                container.start();
                assertEquals(new Exit.Code(127), container.await());
            }
        }
    }

    @Nested
    @FullTier("LxdIT")
    class Streams extends StreamsContract {
        Streams() {
            super(fixture);
        }

        /** Skipped: the test mounts the host's Perl, and a server reached over the network cannot mount it. */
        @Override
        @Test
        void aFrameLargerThanAPipeArrivesWholeWhenItIsReadAfterTheExit() {
            Assumptions.abort("a server that is reached over the network mounts no program of this host");
        }
    }
}
