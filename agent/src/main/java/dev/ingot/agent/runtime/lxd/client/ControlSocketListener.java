package dev.ingot.agent.runtime.lxd.client;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The connection that the server closes as soon as a command itself has ended. Public because Jetty looks for its methods.
 *
 * @param ended done then
 */
public record ControlSocketListener(CompletableFuture<Void> ended) implements Session.Listener.AutoDemanding {

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        ended.complete(null);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        ended.complete(null);
    }
}
