package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendAddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://backend:2001, backend, 2001",
        "tcp://backend.example.org:1, backend.example.org, 1",
        "tcp://10.0.0.7:65535, 10.0.0.7, 65535",
        "tcp://[::1]:2001, ::1, 2001",
        "tcp://[fe80::1%eth0]:2001, fe80::1%eth0, 2001"})
    void readsAndWritesTheSame(String text, String host, int port) {
        BackendAddress address = BackendAddress.parse(text);
        assertEquals(new BackendAddress(host, port), address);
        assertEquals(text, address.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "backend", "backend:2001", "tcp://backend", "tcp://backend:0", "tcp://backend:65536",
        "tcp://backend:http", "ipc:///tmp/x", "tcp://::1:2001", "tcp://a b:2001", "tcp://backend:2001/"})
    void refusesTheRestAndQuotesIt(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> BackendAddress.parse(text));
        assertTrue(refusal.getMessage().contains("\"" + text + "\""), refusal.getMessage());
    }

    @Test
    void connectsToLiterals() throws UnknownHostException {
        assertEquals("tcp://127.0.0.1:7", BackendAddress.parse("tcp://127.0.0.1:7").endpoint(3));
        assertEquals("tcp://[0:0:0:0:0:0:0:1]:7", BackendAddress.parse("tcp://[::1]:7").endpoint(0));
    }

    @Test
    void routingIdsAreStableAndTellAgentsApart() {
        BackendAddress backend = BackendAddress.parse("tcp://b:2001");
        String id = RoutingId.of("host", "name", backend, Path.of("agent_data"));
        assertEquals(id, RoutingId.of("host", "name", backend, Path.of("agent_data").toAbsolutePath()));
        assertNotEquals(id, RoutingId.of("host2", "name", backend, Path.of("agent_data")));
        assertNotEquals(id, RoutingId.of("host", "name2", backend, Path.of("agent_data")));
        assertNotEquals(id, RoutingId.of("host", "name", BackendAddress.parse("tcp://b:2002"), Path.of("agent_data")));
        assertNotEquals(id, RoutingId.of("host", "name", backend, Path.of("agent_data2")));
    }

    @Test
    void pausesGrowToABound() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), RandomGenerator.getDefault());
        for (int attempt = 0; attempt < 100; attempt++) {
            Duration bound = attempt > 2 ? Duration.ofSeconds(3) : Duration.ofMillis(500L << attempt);
            Duration pause = backoff.pause(attempt);
            assertTrue(pause.compareTo(bound) <= 0 && pause.compareTo(bound.dividedBy(2)) >= 0, attempt + ": " + pause);
        }
    }
}
