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

/** LXD over https: whom client and server trust, and what of the contract does not depend on the host being the same. */
@NamedRuntime("lxd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LxdHttpsIT {

    @TempDir
    private static Path folder;

    private LxdDoor door;
    private LxdSettings settings;
    private Bench bench;

    @BeforeAll
    void open() throws Exception {
        LxdSettings local = LxdBench.settings(folder);
        door = new LxdDoor(local.endpoint(), folder);
        settings = local.at(door.endpoint(door.serverCertificate()));
        Health.Absent stranger = assertInstanceOf(Health.Absent.class, probe(settings));
        assertTrue(stranger.why().contains("does not trust the agent's certificate"), stranger.why());
        assertTrue(stranger.remedy().contains("lxc config trust add"), stranger.remedy());
        door.trustUs();
        bench = LxdBench.open(settings, folder);
    }

    @AfterAll
    void shut() {
        try (LxdDoor last = door) {
            if (bench != null) {
                bench.runtime().leftovers(bench.agentId()).forEach(Container::close);
                LxdBench.shut(settings, bench);
            }
        }
    }

    @Test
    void aServerWithAnotherCertificateIsToldWithTheRemedy() {
        Health.Absent absent =
            assertInstanceOf(Health.Absent.class, probe(settings.at(door.endpoint(door.otherCertificate()))));
        assertTrue(absent.why().contains("is not the one whose certificate the agent has"), absent.why());
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
            super(bench);
        }

        /** Only who sees the instance's files can tell. */
        @Override
        @Test
        void aCommandThatDoesNotExistFailsTheStart() throws Exception {
            try (Container container = new SpecSketch(bench, List.of("/no/such/program")).create()) {
                container.start();
                assertEquals(new Exit.Code(127), container.await());
            }
        }
    }

    @Nested
    class Streams extends StreamsContract {
        Streams() {
            super(bench);
        }

        /** Its program is the host's perl, and a server that is reached over the network mounts nothing of the agent's host. */
        @Override
        @Test
        void aFrameLargerThanAnOrdinaryPipeArrivesWholeThoughItIsReadAfterItsWriterHasEnded() {
            Assumptions.abort("a server that is reached over the network mounts no program of this host");
        }
    }
}
