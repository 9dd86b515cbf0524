package dev.ingot.agent.runtime.lxd.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Offers the input of a command as a stream. A write returns when its bytes are sent, and closing the stream ends the input.
 * Public because Jetty calls its methods by reflection.
 */
public final class WebSocketOutputStream extends OutputStream implements Session.Listener.AutoDemanding {

    /** Limits memory use of the server, which reads a whole message into memory. */
    private static final int MAX_MESSAGE_BYTES = 32 * 1024;

    private final CompletableFuture<Void> commandEnded = new CompletableFuture<>();
    private volatile Session session;
    private boolean closed;

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        markEnded();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        markEnded();
    }

    /** Makes writes fail, since the command has ended. */
    void markEnded() {
        commandEnded.completeExceptionally(new IOException("the command has ended"));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        for (int done = 0; done < count; done += MAX_MESSAGE_BYTES) {
            int from = offset + done;
            ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + Math.min(MAX_MESSAGE_BYTES, count - done)));
            await(sent -> session.sendBinary(piece, sent));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            if (!commandEnded.isDone()) {
                // A text message indicates the end of the stream.
                await(sent -> session.sendText("", sent));
            }
        }
    }

    private interface SendCall {
        void send(Callback sent);
    }

    private void await(SendCall call) throws IOException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        call.send(Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        try {
            CompletableFuture.anyOf(sent, commandEnded).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
