package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests what a container sees of the network. */
abstract class NetworkContract {

    private static final String INTERFACES = "ls /sys/class/net";

    /** Prints the error number of each attempt of user 4242, 0 for success. */
    private static final String AS_WORKER = """
        sub told { printf "%s %d\\n", $_[0], $_[1] ? 0 : $!; }
        $( = $) = "4242 4242"; $< = $> = 4242;
        socket(my $port, 2, 1, 0) or die $!;
        told("bind", bind($port, pack("S n C4 x8", 2, 80, 127, 0, 0, 1)));
        told("ping", socket(my $ping, 2, 2, 1));
        """;

    private final ContractFixture fixture;

    NetworkContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void withoutNetworkThereIsOnlyLoopback() throws Exception {
        fixture.assumeIsolated();
        List<String> seen = fixture.shell(INTERFACES).run().stdout().lines().toList();
        assertTrue(seen.contains("lo"));
        assertTrue(seen.stream().noneMatch(name -> name.startsWith("eth")), seen.toString());
        List<String> routes = fixture.shell("ip route").run().stdout().lines().toList();
        assertTrue(routes.stream().allMatch(route -> route.contains(" dev lo ")), routes.toString());
    }

    @Test
    void resolvesLocalhostAndHasItsOwnHostsFile() throws Exception {
        fixture.assumeIsolated();
        String script = "echo up | nc -l -p 7000 & until nc localhost 7000; do sleep 0.1; done; "
            + "echo '10.1.1.1 added' >> /etc/hosts; cat /etc/hosts";
        String received = fixture.shell(script).run().stdout();
        assertTrue(received.startsWith("up\n"), received);
        assertTrue(received.endsWith("10.1.1.1 added\n"), received);
        String other = fixture.shell(script).run().stdout();
        assertEquals(received.lines().count(), other.lines().count(), "each container has its own hosts file: " + other);
    }

    @Test
    void aJoinedNetworkHasLocalhostToo() throws Exception {
        fixture.assume(Capability.JOIN_NETWORK);
        try (Container grader = fixture.shell("sleep 300").create()) {
            grader.start();
            String hosts = fixture.shell("cat /etc/hosts").network(new Network.Joined(grader.id())).run().stdout();
            assertTrue(hosts.startsWith("127.0.0.1\tlocalhost\n"), hosts);
        }
    }

    @Test
    void aWorkerWithoutNetworkBindsPort80AndOpensAPingSocket() throws Exception {
        fixture.assumeIsolated();
        assertEquals("bind 0\nping 0\n", fixture.perl(AS_WORKER).run().stdout());
    }

    @Test
    void aWorkerOnABridgeBindsPort80AndOpensAPingSocket() throws Exception {
        fixture.assume(Capability.NETWORK);
        assertEquals("bind 0\nping 0\n", fixture.perl(AS_WORKER).network(new Network.Bridge(Map.of())).run().stdout());
    }

    @Test
    void aWorkerInAJoinedNetworkBindsPort80AndOpensAPingSocket() throws Exception {
        fixture.assume(Capability.JOIN_NETWORK);
        try (Container grader = fixture.shell("sleep 300").create()) {
            grader.start();
            Network joined = new Network.Joined(grader.id());
            assertEquals("bind 0\nping 0\n", fixture.perl(AS_WORKER).network(joined).run().stdout());
        }
    }

    @Test
    void aBridgeHasADefaultRoute() throws Exception {
        fixture.assume(Capability.NETWORK);
        String routes = fixture.shell("ip route").network(new Network.Bridge(Map.of())).run().stdout();
        assertTrue(routes.contains("default via "), routes);
    }

    @Test
    void aPublishedPortAnswers() throws Exception {
        fixture.assume(Capability.PUBLISH_PORTS);
        int port = freePort();
        try (Container container = fixture.shell("echo ready; while true; do echo served | nc -l -p 7000; done")
                .network(new Network.Bridge(Map.of(7000, port))).create()) {
            assertEquals('r', container.start().stdout().read());
            assertEquals("served\n", answerOf(port));
        }
    }

    @Test
    void aTakenPortIsAConflict() throws Exception {
        fixture.assume(Capability.PUBLISH_PORTS);
        try (ServerSocket taken = new ServerSocket(0);
                Container container = fixture.shell("exit 0")
                    .network(new Network.Bridge(Map.of(7000, taken.getLocalPort()))).create()) {
            assertSame(RuntimeFault.Kind.CONFLICT, assertThrows(RuntimeFault.class, container::start).kind());
        }
    }

    @Test
    void aJoinedNetworkReachesTheOtherContainer() throws Exception {
        fixture.assume(Capability.JOIN_NETWORK);
        try (Container grader = fixture.shell("echo ready; echo hello | nc -l -p 7000").create()) {
            assertEquals('r', grader.start().stdout().read());
            String received = fixture.shell("until nc 127.0.0.1 7000; do sleep 0.1; done")
                .network(new Network.Joined(grader.id())).run().stdout();
            assertEquals("hello\n", received);
        }
    }

    /** Repeats the attempt when nothing is received: the manager's proxy may accept before the container listens. */
    private static String answerOf(int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 50; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String answer = ContractFixture.text(socket.getInputStream());
                if (!answer.isEmpty()) {
                    return answer;
                }
            } catch (UncheckedIOException | ConnectException e) {
                assertTrue(attempt < 49, e::toString);
            }
            Thread.sleep(100);
        }
        return "";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
