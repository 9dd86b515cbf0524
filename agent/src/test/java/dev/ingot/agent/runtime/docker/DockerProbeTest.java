package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.RuntimeFault;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is not there, and what to do about it. */
class DockerProbeTest {

    @TempDir
    private Path directory;

    @Test
    void noSocketIsNamed() {
        Path socket = directory.resolve("docker.sock");
        Health.Absent absent = probe("unix://" + socket);
        assertTrue(absent.why().contains(socket.toString()), absent.why());
        assertTrue(absent.remedy().contains("apt-get install docker.io"), absent.remedy());
    }

    @Test
    void aSocketNobodyListensOnPointsToTheDaemonsLog() throws Exception {
        Path socket = directory.resolve("docker.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
        assertTrue(probe("unix://" + socket).remedy().contains("journalctl"));
    }

    @Test
    void aRemoteDaemonThatDoesNotAnswerIsNamed() {
        Health.Absent absent = probe("tcp://127.0.0.1:1");
        assertTrue(absent.why().contains("tcp://127.0.0.1:1"), absent.why());
    }

    @Test
    void aCallToNoDaemonIsUnavailable() {
        try (DockerRuntime runtime = runtime("unix://" + directory.resolve("docker.sock"))) {
            assertSame(RuntimeFault.Kind.UNAVAILABLE, assertThrows(RuntimeFault.class, runtime::images).kind());
        }
    }

    @Test
    void anAddressThatIsNoneIsInvalid() {
        assertSame(RuntimeFault.Kind.INVALID,
            assertThrows(RuntimeFault.class, () -> runtime("carrier-pigeon://roof")).kind());
    }

    private static Health.Absent probe(String host) {
        try (DockerRuntime runtime = runtime(host)) {
            return assertInstanceOf(Health.Absent.class, runtime.probe());
        }
    }

    private static DockerRuntime runtime(String host) {
        return new DockerRuntime(new DockerSettings("classic", "runc", host, true));
    }
}
