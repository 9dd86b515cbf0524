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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that speaks ZMTP by hand and claims lengths that no message has: the agent still answers. */
class HostileLengthTest {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int GREETING_BYTES = 64;
    private static final int ATTEMPTS = 5;
    private static final byte COMMAND = 4;
    private static final byte LONG_MESSAGE = 2;

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 0x8000_0000L, Long.MIN_VALUE + 0x7fff_ffff})
    void leavesTheAgentAble(long length) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            var _ = BackendSession.open(settings(server), new RecordingListener())) {
            server.setSoTimeout(PATIENCE_MILLIS);
            try (Socket connection = shaken(server)) {
                DataInputStream said = new DataInputStream(connection.getInputStream());
                connection.getOutputStream().write(ByteBuffer.allocate(9).put(LONG_MESSAGE).putLong(length).array());
                assertTrue(pings(connection, said));
            }
        }
    }

    /** With a silence so long that the session does not make a new connection. */
    private static SessionSettings settings(ServerSocket server) {
        return new SessionSettings(new BackendAddress("127.0.0.1", server.getLocalPort()), "ingot-test", Dialect.MODERN,
            64 << 20, Duration.ofMinutes(5));
    }

    /** On a busy machine the agent may lose patience with a handshake, and connects anew. */
    private static Socket shaken(ServerSocket server) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Socket connection = server.accept();
            try {
                shakeHands(connection);
                return connection;
            } catch (SocketException e) {
                connection.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void shakeHands(Socket connection) throws IOException {
        connection.setSoTimeout(PATIENCE_MILLIS);
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
    private static boolean pings(Socket connection, DataInputStream said) throws IOException {
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
