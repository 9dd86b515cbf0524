package dev.ingot.agent.runtime.lxd.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests requests over a Unix socket. */
class LxdClientTest {

    private static final int REQUESTS = 200;
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"metadata\": 7}"
        .getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger connections = new AtomicInteger();

    @TempDir
    private Path folder;

    /** The server accepts the next connection when the last one has sent something, as LXD does. */
    @Test
    @Timeout(30)
    void sendsARequestOnEveryConnectionAtOnce() throws Exception {
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), REQUESTS);
            Thread.ofVirtual().start(() -> accept(server));
            try (LxdClient client = new LxdClient(LxdEndpoint.of(socket), "default");
                    ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < REQUESTS; i++) {
                    answers.add(many.submit(() -> client.get("ask", "/anything").asInt()));
                }
                for (Future<Integer> answer : answers) {
                    assertEquals(7, answer.get(20, TimeUnit.SECONDS));
                }
            }
        }
        assertEquals(REQUESTS, connections.get(), "a connection was made and not used");
    }

    private void accept(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connections.incrementAndGet();
                assertTrue(connection.read(ByteBuffer.allocate(8)) > 0, "a silent connection");
                Thread.ofVirtual().start(() -> answer(connection));
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    /** Answers one request after the other, each after a random time. */
    private static void answer(SocketChannel connection) {
        try (connection) {
            while (connection.read(ByteBuffer.allocate(8192)) > 0) {
                Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(20)));
                connection.write(ByteBuffer.wrap(ANSWER));
            }
        } catch (IOException e) {
            // The client has closed the connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
