package dev.ingot.agent.runtime.lxd.client;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Listens to the control connection of a command, which the server closes as soon as the command itself has ended. Public because
 * Jetty calls its methods by reflection.
 *
 * @param ended completed when the connection is closed
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
