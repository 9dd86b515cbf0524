package dev.ingot.agent.session;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Carries TCP connections to a backend. While it is stopped it does what a process does that SIGSTOP has stopped: its kernel
 * accepts connections and bytes, and nothing comes of them until it goes on.
 */
final class PausableProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final int backend;
    private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
    /** One permit while it runs. */
    private final Semaphore running = new Semaphore(1);

    PausableProxy(int backend) throws IOException {
        this.backend = backend;
        Thread.ofPlatform().daemon().name("relay").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void stop() throws InterruptedException {
        running.acquire();
    }

    void resume() {
        running.release();
    }

    private void awaitRunning() throws InterruptedException {
        running.acquire();
        running.release();
    }

    private void accept() {
        try {
            while (true) {
                awaitRunning();
                Socket agent = server.accept();
                open.add(agent);
                awaitRunning();
                Socket towards = new Socket();
                open.add(towards);
                towards.connect(new InetSocketAddress(server.getInetAddress(), backend));
                Thread.ofPlatform().daemon().start(() -> carry(agent, towards));
                Thread.ofPlatform().daemon().start(() -> carry(towards, agent));
            }
        } catch (IOException | InterruptedException e) {
            if (!server.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                awaitRunning();
                out.write(bytes, 0, length);
            }
            awaitRunning();
        } catch (IOException | InterruptedException e) {
            // One side has closed: the other is closed as well.
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Closeable one : open) {
                one.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
