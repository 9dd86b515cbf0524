package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.RuntimeFault;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the probe reports about a manager that does not answer or lacks something. */
class DockerProbeTest {

    @TempDir
    private Path directory;

    @Test
    void namesTheMissingSocket() {
        Path socket = directory.resolve("docker.sock");
        Health.Unavailable absent = probe("unix://" + socket);
        assertTrue(absent.reason().contains(socket.toString()), absent.reason());
        assertTrue(absent.remedy().contains("apt-get install docker.io"), absent.remedy());
    }

    @Test
    void pointsToTheLogWhenNothingListensOnTheSocket() throws Exception {
        Path socket = directory.resolve("docker.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
        assertTrue(probe("unix://" + socket).remedy().contains("journalctl"));
    }

    @Test
    void aRemoteDaemonThatDoesNotAnswerIsNamed() {
        Health.Unavailable absent = probe("tcp://127.0.0.1:1");
        assertTrue(absent.reason().contains("tcp://127.0.0.1:1"), absent.reason());
    }

    @Test
    void callsFailAsUnavailableWithoutADaemon() {
        try (DockerRuntime runtime = runtime("unix://" + directory.resolve("docker.sock"))) {
            assertSame(RuntimeFault.Kind.UNAVAILABLE, assertThrows(RuntimeFault.class, runtime::images).kind());
        }
    }

    @Test
    void rejectsAnInvalidAddress() {
        assertSame(RuntimeFault.Kind.INVALID,
            assertThrows(RuntimeFault.class, () -> runtime("carrier-pigeon://roof")).kind());
    }

    /** The first call of a probe is made by docker-java, the second by the agent's own code. */
    @Test
    void isUnavailableWhenTheSecondAnswerFails() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedDockerTransport daemon = new ScriptedDockerTransport().answer("GET /info", 200,
            "{\"Runtimes\": {\"runc\": {\"path\": \"runc\"}}}");
        ScriptedDockerTransport broken = new ScriptedDockerTransport().answer("GET /info", 500,
            "{\"message\": \"out of order\"}");
        DockerHttpClient client = new DockerHttpClient() {
            @Override
            public Response execute(Request request) {
                return (calls.incrementAndGet() == 1 ? daemon : broken).execute(request);
            }

            @Override
            public void close() { }
        };
        DockerSettings settings = new DockerSettings("classic", "runc", "unix:///nowhere", true);
        try (DockerRuntime runtime = new DockerRuntime(settings, _ -> client)) {
            assertInstanceOf(Health.Unavailable.class, runtime.probe());
        }
        assertEquals(2, calls.get());
    }

    @Test
    void rejectsATmpdirWithAColonUnderSelinux() {
        String info = "{\"ServerVersion\": \"20.10\", \"CgroupVersion\": \"1\", \"MemoryLimit\": true, \"PidsLimit\": true, "
            + "\"Runtimes\": {\"runc\": {\"path\": \"/bin/sh\"}}, \"SecurityOptions\": [%s]}";
        DockerSettings settings = new DockerSettings("classic", "runc", "unix:///nowhere", true)
            .withScratch(Path.of("/a:b/hosts"));
        for (boolean labelled : new boolean[] {true, false}) {
            ScriptedDockerTransport daemon = new ScriptedDockerTransport()
                .answer("GET /info", 200, info.formatted(labelled ? "\"name=selinux\"" : ""));
            try (DockerRuntime runtime = new DockerRuntime(settings, _ -> daemon)) {
                Health health = runtime.probe();
                assertEquals(labelled,
                    health instanceof Health.Unavailable(String reason, String _) && reason.contains("/a:b/hosts "),
                    health.toString());
            }
        }
    }

    @Test
    void pausesBetweenRetriesWhenEveryConnectionBreaks() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        DockerHttpClient breaking = new DockerHttpClient() {
            @Override
            public Response execute(Request request) {
                calls.incrementAndGet();
                throw new IllegalStateException(new SocketException("broken pipe"));
            }

            @Override
            public void close() { }
        };
        try (DockerConnection daemon = new DockerConnection(DockerApiManager.DOCKER, "unix:///nowhere", _ -> breaking)) {
            Thread asking = Thread.ofVirtual().start(() -> assertThrows(RuntimeFault.class,
                () -> daemon.callJson("info", DockerHttpClient.Request.Method.GET, "/info")));
            // The number of calls within this time is the subject.
            Thread.sleep(600);
            asking.interrupt();
            assertTrue(asking.join(Duration.ofSeconds(2)));
        }
        assertTrue(calls.get() >= 50, calls + " calls: as many closed connections may be met");
        assertTrue(calls.get() < 400, calls + " calls within 600 ms");
    }

    @Test
    void whatADaemonAnswersAgainstAllSenseIsNoHealth() {
        ScriptedDockerTransport daemon = new ScriptedDockerTransport().answer("GET /info", 200,
            "{\"ServerVersion\": \"99999999999.0\"}");
        DockerSettings settings = new DockerSettings("classic", "io.containerd.kata.v2", "unix:///nowhere", true);
        try (DockerRuntime runtime = new DockerRuntime(settings, _ -> daemon)) {
            Health.Unavailable absent = assertInstanceOf(Health.Unavailable.class, runtime.probe());
            assertTrue(absent.reason().contains("99999999999"), absent.reason());
        }
    }

    private static Health.Unavailable probe(String host) {
        try (DockerRuntime runtime = runtime(host)) {
            return assertInstanceOf(Health.Unavailable.class, runtime.probe());
        }
    }

    private static DockerRuntime runtime(String host) {
        return new DockerRuntime(new DockerSettings("classic", "runc", host, true));
    }
}
