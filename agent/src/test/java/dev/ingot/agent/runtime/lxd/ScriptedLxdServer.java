package dev.ingot.agent.runtime.lxd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers requests on a Unix socket with prepared answers, and all other requests with "not found". */
final class ScriptedLxdServer implements AutoCloseable {

    private static final String MISSING = "{\"error\": \"not found\"}";

    private final ServerSocketChannel server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    ScriptedLxdServer(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().name("scripted-server").start(this::serve);
    }

    /** @param metadata of the answer, JSON */
    void answer(String path, String metadata) {
        answers.put("/1.0" + path, "{\"metadata\": " + metadata + "}");
    }

    void removeAnswer(String path) {
        answers.remove("/1.0" + path);
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel connection = server.accept()) {
                    String path = head(connection).split(" ")[1].split("\\?")[0];
                    String body = answers.getOrDefault(path, MISSING);
                    String status = answers.containsKey(path) ? "200 OK" : "404 Not Found";
                    connection.write(ByteBuffer.wrap(("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private static String head(SocketChannel connection) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            if (Channels.newInputStream(connection).read(one) < 0) {
                throw new IOException("a connection without a request");
            }
            head.write(one);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
