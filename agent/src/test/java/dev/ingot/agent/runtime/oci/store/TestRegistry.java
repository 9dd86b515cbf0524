package dev.ingot.agent.runtime.oci.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs Debian's docker-registry on a free port of the loopback interface, without TLS. The caller closes it. */
final class TestRegistry implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final Process process;
    private final InetSocketAddress address;

    private TestRegistry(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts the registry.
     *
     * @param folder for its files; created
     */
    static TestRegistry start(Path folder) throws Exception {
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            address = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
        }
        Files.createDirectory(folder);
        Path settings = Files.writeString(folder.resolve("config.yml"), """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:%d"}
            """.formatted(folder.resolve("images"), address.getPort()));
        TestRegistry registry = new TestRegistry(new ProcessBuilder("docker-registry", "serve", settings.toString())
            .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start(), address);
        try {
            registry.awaitAnswer();
            return registry;
        } catch (Exception e) {
            registry.close();
            throw e;
        }
    }

    private void awaitAnswer() throws Exception {
        long began = System.nanoTime();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - began > START_TIMEOUT.toNanos()) {
                throw new IOException("docker-registry is not listening at " + address);
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the prefix of image names. */
    String host() {
        return "127.0.0.1:" + address.getPort();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
