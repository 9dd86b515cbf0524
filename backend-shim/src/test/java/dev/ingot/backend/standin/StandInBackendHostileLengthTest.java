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

/** A peer that speaks ZMTP by hand and claims lengths that no message has: the backend still hears everybody else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandInBackendHostileLengthTest {
    private static final String ANYWHERE = "tcp://127.0.0.1:*";
    private static final int GREETING_BYTES = 64;
    private static final int ATTEMPTS = 5;
    private static final byte COMMAND = 4;
    private static final byte LONG_MESSAGE = 2;

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 0x8000_0000L, Long.MIN_VALUE + 0x7fff_ffff, Long.MAX_VALUE})
    void servesOtherClientsAfterAnInvalidLength(long length) throws Exception {
        try (StandInBackend backend = StandInBackend.listen(ANYWHERE, ANYWHERE);
             Socket agent = connectAndClaim(backend.agentAddress(), length);
             Socket client = connectAndClaim(backend.clientAddress(), length)) {
            // Both stay connected.
            for (int i = 0; i < 3; i++) {
                try (BackendClient other = BackendClient.connect(backend.clientAddress(), "test")) {
                    assertTrue(other.awaitBackend(Duration.ofSeconds(10)));
                }
            }
        }
    }

    /** Connected; of a hundred new connections JeroMQ leaves a few unheard and closes them. */
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

    /** Shakes hands, then announces a message of so many bytes and goes on. */
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
