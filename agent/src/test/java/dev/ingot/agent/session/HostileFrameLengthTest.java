package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MessageCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that speaks ZMTP by hand and claims lengths that no message has: the agent still answers. */
class HostileFrameLengthTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int GREETING_BYTES = 64;
    private static final int ATTEMPTS = 5;
    private static final int HANDSHAKE_MILLIS = 3_000;
    private static final byte COMMAND = 4;
    private static final byte LONG_MESSAGE = 2;

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 0x8000_0000L, Long.MIN_VALUE + 0x7fff_ffff})
    void answersPingsAfterAnInvalidLength(long length) throws Exception {
        boolean pinged = false;
        // Of a hundred new connections JeroMQ leaves a few unheard; an agent makes another then, and so do we.
        for (int attempt = 1; !pinged && attempt <= ATTEMPTS; attempt++) {
            try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var _ = BackendSession.open(settings(server), new RecordingListener())) {
                server.setSoTimeout(TIMEOUT_MILLIS);
                pinged = answersPingAfter(server, length);
            }
        }
        assertTrue(pinged);
    }

    /** False when not even hands could be shaken. */
    private static boolean answersPingAfter(ServerSocket server, long length) throws IOException {
        try (Socket connection = server.accept()) {
            try {
                handshake(connection);
            } catch (SocketException | SocketTimeoutException e) {
                return false;
            }
            connection.setSoTimeout(TIMEOUT_MILLIS);
            connection.getOutputStream().write(ByteBuffer.allocate(9).put(LONG_MESSAGE).putLong(length).array());
            assertTrue(isPingAnswered(connection, new DataInputStream(connection.getInputStream())));
            return true;
        }
    }

    /** With a silence so long that the session does not make a new connection. */
    private static SessionSettings settings(ServerSocket server) {
        return new SessionSettings(new BackendAddress("127.0.0.1", server.getLocalPort()), "ingot-test", Dialect.MODERN,
            64 << 20, Duration.ofMinutes(5));
    }

    private static void handshake(Socket connection) throws IOException {
        connection.setSoTimeout(HANDSHAKE_MILLIS);
        ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
        greeting.put((byte) 0xff).position(9);
        greeting.put((byte) 0x7f).put((byte) 3).put((byte) 0).put("NULL".getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().write(greeting.array());
        connection.getInputStream().skipNBytes(GREETING_BYTES);
        byte[] ready = "\5READY\13Socket-Type\0\0\0\6ROUTER".getBytes(StandardCharsets.US_ASCII);
        connection.getOutputStream().write(frame(COMMAND, ready));
    }

    private static byte[] frame(byte flags, byte[] content) {
        return ByteBuffer.allocate(2 + content.length).put(flags).put((byte) content.length).put(content).array();
    }

    /** Whether a ping is answered; not so when the agent ends the connection. */
    private static boolean isPingAnswered(Socket connection, DataInputStream said) throws IOException {
        byte[] ping = new MessageCodec(Dialect.MODERN).encode(new BackendMessage.Ping());
        connection.getOutputStream().write(frame((byte) 0, ping));
        StringBuilder heard = new StringBuilder();
        for (int next = said.read(); next >= 0; next = said.read()) {
            heard.append((char) next);
            if (heard.indexOf("Pong") >= 0) {
                return true;
            }
        }
        return false;
    }
}
