package dev.ingot.agent.runtime.lxd.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a command in an instance, with its three streams. The code that starts it must close it. */
public final class InstanceCommand implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceCommand.class);
    private static final Duration FOREVER = Duration.ofDays(365);

    private final LxdClient client;
    private final Operation operation;
    private final boolean attached;
    private final WebSocketOutputStream stdin = new WebSocketOutputStream();
    private final WebSocketInputStream stdout = new WebSocketInputStream();
    private final WebSocketInputStream stderr = new WebSocketInputStream();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private InstanceCommand(LxdClient client, Operation operation, boolean attached) {
        this.client = client;
        this.operation = operation;
        this.attached = attached;
    }

    /**
     * Starts a command as root. It runs once all streams are connected.
     *
     * @param command   name or path, and arguments
     * @param directory working directory
     */
    public static InstanceCommand attached(LxdClient client, String instance, List<String> command,
        Map<String, String> environment,
            String directory) {
        String what = "run " + command.getFirst() + " in " + instance;
        InstanceCommand started = new InstanceCommand(client, client.startOperation(what, HttpMethod.POST, "/instances/"
            + instance + "/exec", request(command, environment, directory, true)), true);
        try {
            started.connect(what);
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Starts a command as root, with an empty input and without keeping its output. */
    public static InstanceCommand detached(LxdClient client, String instance, List<String> command,
        Map<String, String> environment,
            String directory) {
        InstanceCommand started = new InstanceCommand(client, client.startOperation("run " + command.getFirst() + " in "
            + instance, HttpMethod.POST,
            "/instances/" + instance + "/exec", request(command, environment, directory, false)), false);
        Thread.ofVirtual().name("end-of-command-in-" + instance).start(started::watchEnd);
        return started;
    }

    private static Map<String, Object> request(List<String> command, Map<String, String> environment, String directory,
            boolean attached) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        request.put("environment", environment);
        request.put("cwd", directory);
        request.put("interactive", false);
        request.put("wait-for-websocket", attached);
        return request;
    }

    /** Connects the streams; the control connection first, since its end tells the command's end. */
    private void connect(String what) {
        JsonNode secrets = operation.metadata().path("fds");
        client.connect(what, operation, secrets.path("control").asText(), new ControlSocketListener(ended));
        client.connect(what, operation, secrets.path("1").asText(), stdout);
        client.connect(what, operation, secrets.path("2").asText(), stderr);
        client.connect(what, operation, secrets.path("0").asText(), stdin);
    }

    private void watchEnd() {
        try {
            client.awaitEnd("end of a command", operation, FOREVER);
        } catch (RuntimeFault e) {
            LOG.warn("Cannot wait for the command's end: it counts as ended", e);
        } finally {
            ended.complete(null);
        }
    }

    /** Returns the command's streams; {@link Stdio#NONE} for a detached one. */
    public Stdio stdio() {
        return !attached ? Stdio.NONE : new Stdio(stdin, stdout, stderr);
    }

    /** Returns a future that completes when the command has ended. Processes that it started may keep its output open. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Waits for the command's exit status, which the server reports when all processes that the command started have ended.
     *
     * @return the exit code, or 128 + n when signal n ended the command; -1 when the server does not report it
     * @throws RuntimeFault of kind UNAVAILABLE after {@code timeout}
     */
    public int awaitExitCode(Duration timeout) {
        return client.awaitEnd("end of a command", operation, timeout).path("metadata").path("return").asInt(-1);
    }

    /** Closes the streams, which wakes waiting readers and writers. */
    @Override
    public void close() {
        stdin.markEnded();
        stdout.markEnded();
        stderr.markEnded();
    }
}
