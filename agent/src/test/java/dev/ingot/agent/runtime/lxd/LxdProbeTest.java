package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.lxd.client.Endpoint;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a server that is not there. */
class LxdProbeTest {

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

    private static Health.Absent probe(Path socket, Flavour flavour) {
        try (LxdRuntime runtime = new LxdRuntime(LxdSettings.of("x", flavour).at(Endpoint.of(socket)))) {
            return assertInstanceOf(Health.Absent.class, runtime.probe());
        }
    }
}
