package dev.ingot.agent.runtime.lxd.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * The connections to one server, for all instances of a project. Every call blocks until its answer or its deadline and
 * throws {@link RuntimeFault} only. Nothing is connected before the first call.
 */
public final class LxdClient implements AutoCloseable {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    /** Of an answer that does no work; a busy machine may take long all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How long the server lets us wait in one request. */
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;
    private static final Duration UPLOAD = Duration.ofHours(1);
    /** The status of an operation that succeeded; greater ones are those that did not, lesser ones that go on. */
    private static final int DONE = 200;

    private final Endpoint endpoint;
    private final String project;
    private final HttpClient http;
    private final WebSocketClient sockets;

    public LxdClient(Endpoint endpoint, String project) {
        this.endpoint = endpoint;
        this.project = project;
        this.http = Connections.of(endpoint);
        this.sockets = new WebSocketClient(http);
        // A program may be silent for as long as it likes.
        sockets.setIdleTimeout(Duration.ZERO);
        sockets.setMaxFrameSize(-1);
        try {
            sockets.start();
        } catch (Exception e) {
            throw new RuntimeFault(Kind.INTERNAL, "no client for " + endpoint.address() + " can be made", e);
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** What is there; {@code what} begins the message of a failure. */
    public JsonNode get(String what, String path) {
        return metadata(call(what, request(HttpMethod.GET, path)));
    }

    /** Sends a request that is carried out before its answer. */
    public JsonNode send(String what, HttpMethod method, String path, Object body) {
        return metadata(call(what, request(method, path).body(json(body))));
    }

    /** Sends a request that is carried out after its answer. */
    public Operation begin(String what, HttpMethod method, String path, Object body) {
        Request request = request(method, path);
        return Operation.of(metadata(call(what, body == null ? request : request.body(json(body)))));
    }

    /** Gives the server an image in one file; returns its fingerprint. */
    public String importImage(Path file) {
        String what = "import " + file;
        try {
            Request request = request(HttpMethod.POST, "/images").timeout(UPLOAD.toSeconds(), TimeUnit.SECONDS)
                .body(new PathRequestContent("application/octet-stream", file));
            Operation operation = Operation.of(metadata(call(what, request)));
            return await(what, operation, UPLOAD).path("metadata").path("fingerprint").asText();
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INVALID, what + ": " + e.getMessage(), e);
        }
    }

    /** Waits for an operation's end; throws when it fails or takes longer. */
    public JsonNode await(String what, Operation operation, Duration patience) {
        JsonNode end = settle(what, operation, patience);
        if (end.path("status_code").asInt() != DONE) {
            throw new RuntimeFault(Kind.INTERNAL, what + ": " + end.path("err").asText(), null);
        }
        return end;
    }

    /** What the server says of an operation after its end, good or bad; throws when it takes longer. */
    JsonNode settle(String what, Operation operation, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long left = Math.min(STEP.toSeconds(), Duration.ofNanos(deadline - System.nanoTime()).toSeconds());
            if (left <= 0) {
                throw new RuntimeFault(Kind.UNAVAILABLE, what + ": not done after " + patience.toSeconds() + " s", null);
            }
            JsonNode now = get(what, "/operations/" + operation.id() + "/wait?timeout=" + left);
            if (now.path("status_code").asInt() >= DONE) {
                return now;
            }
        }
    }

    /** Begins and waits. */
    public void run(String what, HttpMethod method, String path, Object body, Duration patience) {
        await(what, begin(what, method, path, body), patience);
    }

    /** Opens a websocket of an operation. */
    void connect(String what, Operation operation, String secret, Session.Listener listener) {
        URI address = URI.create(endpoint.webSocket() + path("/operations/" + operation.id() + "/websocket?secret=" + secret));
        try {
            sockets.connect(listener, address).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiFaults.unreachable(what, e);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw ApiFaults.unreachable(what, e);
        }
    }

    private Request request(HttpMethod method, String path) {
        return http.newRequest(endpoint.http() + path(path)).method(method)
            .headers(headers -> headers.put(HttpHeader.USER_AGENT, "ingot"))
            .timeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String path(String path) {
        return "/1.0" + path + (path.contains("?") ? "&" : "?") + "project=" + project;
    }

    private static BytesRequestContent json(Object body) {
        return new BytesRequestContent("application/json", JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ContentResponse call(String what, Request request) {
        try {
            // An interrupt leaves the request on its way: a connection whose request is taken back says nothing.
            ContentResponse response = new CompletableResponseListener(request, LONGEST_ANSWER).send().get();
            if (response.getStatus() / 100 != 2) {
                throw ApiFaults.of(what, response.getStatus(), said(response));
            }
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiFaults.unreachable(what, e);
        } catch (ExecutionException e) {
            throw ApiFaults.unreachable(what, e.getCause());
        }
    }

    private static String said(ContentResponse response) {
        String content = response.getContentAsString();
        try {
            return JSON.readTree(content).path("error").asText(content);
        } catch (IOException e) {
            return content;
        }
    }

    private static JsonNode metadata(ContentResponse response) {
        try {
            return JSON.readTree(response.getContent()).path("metadata");
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        try {
            sockets.stop();
            http.stop();
        } catch (Exception e) {
            throw new RuntimeFault(Kind.INTERNAL, "the client of " + endpoint.address() + " cannot be closed", e);
        }
    }
}
