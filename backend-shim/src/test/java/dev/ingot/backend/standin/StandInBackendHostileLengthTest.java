package dev.ingot.backend.standin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.client.BackendClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the backend still serves other peers when one announces impossible message lengths in ZMTP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandInBackendHostileLengthTest {
    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";
    private static final int GREETING_BYTES = 64;
    private static final int ATTEMPTS = 5;
    private static final byte COMMAND = 4;
    private static final byte LONG_MESSAGE = 2;

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 0x8000_0000L, Long.MIN_VALUE + 0x7fff_ffff, Long.MAX_VALUE})
    void servesOtherClientsAfterAnInvalidLength(long length) throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
             Socket agent = connectAndClaim(backend.agentAddress(), length);
             Socket client = connectAndClaim(backend.clientAddress(), length)) {
            // Both connections stay open.
            for (int i = 0; i < 3; i++) {
                try (BackendClient other = BackendClient.connect(backend.clientAddress(), "test")) {
                    assertTrue(other.awaitBackend(Duration.ofSeconds(10)));
                }
            }
        }
    }

    /** Connects; JeroMQ stalls and closes about one new connection in fifty, so this retries. */
    private static Socket connectAndClaim(String address, long length) throws IOException {
        URI at = URI.create(address);
        for (int attempt = 1; ; attempt++) {
            Socket connection = new Socket(at.getHost(), at.getPort());
            try {
                claimLength(connection, length);
                return connection;
            } catch (EOFException | SocketException e) {
                connection.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Completes the handshake, then sends a header with a message length and further bytes. */
    private static void claimLength(Socket connection, long length) throws IOException {
        ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
        greeting.put((byte) 0xff).position(9);
        greeting.put((byte) 0x7f).put((byte) 3).put((byte) 0).put("NULL".getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().write(greeting.array());
        connection.getInputStream().skipNBytes(GREETING_BYTES);
        byte[] ready = "\5READY\13Socket-Type\0\0\0\6DEALER".getBytes(StandardCharsets.US_ASCII);
        connection.getOutputStream().write(ByteBuffer.allocate(2 + ready.length)
            .put(COMMAND).put((byte) ready.length).put(ready).array());
        connection.getOutputStream().write(ByteBuffer.allocate(9).put(LONG_MESSAGE).putLong(length).array());
        connection.getOutputStream().write("what follows".getBytes(StandardCharsets.US_ASCII));
    }
}
