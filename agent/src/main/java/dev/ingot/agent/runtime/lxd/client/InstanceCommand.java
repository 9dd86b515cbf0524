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

/** A command that runs in an instance, with its three streams. Whoever starts one closes it. */
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
     * Starts a command as root; it runs once all streams are connected.
     *
     * @param command its name or path, and its arguments
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

    /** The same with an empty input, and outputs that are dropped. */
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

    /** The one for control first: its end is the command's. */
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
            LOG.warn("The end of a command is taken for granted", e);
        } finally {
            ended.complete(null);
        }
    }

    /** {@link Stdio#NONE} of one that is detached. */
    public Stdio stdio() {
        return !attached ? Stdio.NONE : new Stdio(stdin, stdout, stderr);
    }

    /** Done when the command has ended, while what it left behind may still hold its output. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** What it returned, 128 + n when signal n ended it. To be asked when nothing it left behind runs any more. */
    public int awaitExitCode(Duration patience) {
        return client.awaitEnd("end of a command", operation, patience).path("metadata").path("return").asInt(-1);
    }

    /** Frees whoever reads or writes. */
    @Override
    public void close() {
        stdin.markEnded();
        stdout.markEnded();
        stderr.markEnded();
    }
}
