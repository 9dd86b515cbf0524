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
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Sends all requests for a project to its server. Every call blocks until its answer or its deadline and throws
 * {@link RuntimeFault} only. The first call connects.
 */
public final class LxdClient implements AutoCloseable {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    /** Time limit of requests that start no work; generous, for busy machines. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    /** How long one request waits for the end of an operation. */
    private static final Duration WAIT_REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;
    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(1);
    /**
     * Status of an operation that succeeded. A greater one means that it failed, a smaller one that it is still running
     * (https://documentation.ubuntu.com/lxd/latest/rest-api/).
     */
    private static final int SUCCESS_STATUS = 200;

    private final LxdEndpoint endpoint;
    private final String project;
    private final HttpClient http;
    private final WebSocketClient sockets;

    /**
     * Creates a client, without connecting yet.
     *
     * @param endpoint address of the server
     * @param project  to which all requests refer
     * @throws RuntimeFault of kind INVALID when the credentials cannot be read
     */
    public LxdClient(LxdEndpoint endpoint, String project) {
        this.endpoint = endpoint;
        this.project = project;
        this.http = LxdHttpClientFactory.create(endpoint);
        this.sockets = new WebSocketClient(http);
        // A program may be silent for any time.
        sockets.setIdleTimeout(Duration.ZERO);
        sockets.setMaxFrameSize(-1);
        try {
            sockets.start();
        } catch (Exception e) {
            LifeCycle.stop(sockets);
            LifeCycle.stop(http);
            throw new RuntimeFault(Kind.INTERNAL, "cannot create a client for " + endpoint.address(), e);
        }
    }

    /** Returns the address of the server. */
    public LxdEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Returns the metadata of the answer to a GET request.
     *
     * @param what begins the message of a failure
     * @param path below {@code /1.0}
     */
    public JsonNode get(String what, String path) {
        return metadata(call(what, request(HttpMethod.GET, path)));
    }

    /** Sends a request that the server carries out before it answers. Returns the metadata of the answer. */
    public JsonNode send(String what, HttpMethod method, String path, Object body) {
        return metadata(call(what, request(method, path).body(json(body))));
    }

    /**
     * Sends a request that the server carries out after it has answered.
     *
     * @param body null for none
     */
    public Operation startOperation(String what, HttpMethod method, String path, Object body) {
        Request request = request(method, path);
        return Operation.of(metadata(call(what, body == null ? request : request.body(json(body)))));
    }

    /** Uploads an image in one file and returns its fingerprint. */
    public String importImage(Path file) {
        String what = "import " + file;
        try {
            Request request = request(HttpMethod.POST, "/images").timeout(UPLOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .body(new PathRequestContent("application/octet-stream", file));
            Operation operation = Operation.of(metadata(call(what, request)));
            return await(what, operation, UPLOAD_TIMEOUT).path("metadata").path("fingerprint").asText();
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INVALID, what + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits for an operation's success.
     *
     * @return what the server reports about the operation
     * @throws RuntimeFault of kind INTERNAL when it fails, UNAVAILABLE after {@code timeout}
     */
    public JsonNode await(String what, Operation operation, Duration timeout) {
        JsonNode end = awaitEnd(what, operation, timeout);
        if (end.path("status_code").asInt() != SUCCESS_STATUS) {
            throw new RuntimeFault(Kind.INTERNAL, what + ": " + end.path("err").asText(), null);
        }
        return end;
    }

    /**
     * Waits for an operation's end, successful or not.
     *
     * @return what the server reports about the operation
     * @throws RuntimeFault of kind UNAVAILABLE after {@code timeout}
     */
    JsonNode awaitEnd(String what, Operation operation, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long seconds =
                Math.min(WAIT_REQUEST_TIMEOUT.toSeconds(), Duration.ofNanos(deadline - System.nanoTime()).toSeconds());
            if (seconds <= 0) {
                throw new RuntimeFault(Kind.UNAVAILABLE, what + ": not done after " + timeout.toSeconds() + " s", null);
            }
            JsonNode now = get(what, "/operations/" + operation.id() + "/wait?timeout=" + seconds);
            if (now.path("status_code").asInt() >= SUCCESS_STATUS) {
                return now;
            }
        }
    }

    /** Starts an operation and waits for its success. */
    public void runOperation(String what, HttpMethod method, String path, Object body, Duration timeout) {
        await(what, startOperation(what, method, path, body), timeout);
    }

    /** Connects to a websocket of an operation. */
    void connect(String what, Operation operation, String secret, Session.Listener listener) {
        URI address = URI.create(endpoint.webSocketBase() + path("/operations/" + operation.id() + "/websocket?secret="
            + secret));
        try {
            sockets.connect(listener, address).get(CALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LxdFaults.unreachable(what, e);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw LxdFaults.unreachable(what, e);
        }
    }

    private Request request(HttpMethod method, String path) {
        return http.newRequest(endpoint.httpBase() + path(path)).method(method)
            .headers(headers -> headers.put(HttpHeader.USER_AGENT, "ingot"))
            .timeout(CALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private String path(String path) {
        return "/1.0" + path + (path.contains("?") ? "&" : "?") + "project=" + project;
    }

    private static BytesRequestContent json(Object body) {
        return new BytesRequestContent("application/json", JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ContentResponse call(String what, Request request) {
        try {
            // An interrupt does not abort the request: aborting would leave a connection that sends nothing.
            ContentResponse response = new CompletableResponseListener(request, MAX_ANSWER_BYTES).send().get();
            if (response.getStatus() / 100 != 2) {
                throw LxdFaults.of(what, response.getStatus(), errorText(response));
            }
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LxdFaults.unreachable(what, e);
        } catch (ExecutionException e) {
            throw LxdFaults.unreachable(what, e.getCause());
        }
    }

    private static String errorText(ContentResponse response) {
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
            throw new RuntimeFault(Kind.INTERNAL, "cannot close the client for " + endpoint.address(), e);
        }
    }
}
