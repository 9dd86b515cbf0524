package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Sends all requests of a runtime to its manager: through docker-java, or directly through its transport where an answer is a
 * stream. Requests name no API version, so the manager uses its own. Throws {@link RuntimeFault} only.
 */
final class DockerConnection implements AutoCloseable {

    /** An attached container needs two connections (attach, wait), so a maximum would limit the number of containers. */
    private static final int MAX_CONNECTIONS = Integer.MAX_VALUE;

    /** Greater than the number of idle connections can ever be. */
    private static final int ATTEMPTS = 1000;
    /** A call skips at least this number of closed connections before it waits. */
    private static final int ATTEMPTS_WITHOUT_PAUSE = 50;

    private final DockerApiManager manager;
    private final DefaultDockerClientConfig config;
    private final DockerHttpClient transport;
    private final DockerClient client;
    private volatile DockerInfo info;

    /**
     * Prepares a client; does not connect yet.
     *
     * @param manager the kind of manager
     * @param host    as in {@link DockerSettings#address()}
     * @param around  wraps the transport, for tests
     * @throws RuntimeFault of kind INVALID when the address or the TLS settings are wrong
     */
    DockerConnection(DockerApiManager manager, String host, UnaryOperator<DockerHttpClient> around) {
        this.manager = manager;
        try {
            var builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
            config = (host.isEmpty() ? builder : builder.withDockerHost(host)).build();
            if (host().getScheme() == null) {
                throw new IllegalArgumentException("\"" + host() + "\" is not of the form unix:///path or tcp://host:port");
            }
            transport = around.apply(new ApacheDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(MAX_CONNECTIONS)
                .build());
            client = DockerClientImpl.getInstance(config, transport);
        } catch (RuntimeException e) {
            throw new RuntimeFault(RuntimeFault.Kind.INVALID, "cannot make a Docker client: " + e.getMessage(), e);
        }
    }

    /** Returns the kind of manager. */
    DockerApiManager manager() {
        return manager;
    }

    /** Returns the manager's address. */
    URI host() {
        return config.getDockerHost();
    }

    /** Returns whether the manager is on this host. */
    boolean isLocal() {
        return host().getScheme().equals("unix");
    }

    /**
     * Makes a call.
     *
     * @param what begins the message of a failure
     */
    <T> T call(String what, Function<DockerClient, T> call) {
        return callWithRetry(what, () -> call.apply(client));
    }

    /** Makes a call whose answer is JSON. There is no time limit. */
    JsonNode callJson(String what, Request.Method method, String path) {
        return callWithRetry(what, () -> {
            try (Response response = openOnce(what, Request.builder().method(method).path(path).build())) {
                return config.getObjectMapper().readTree(response.getBody());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Makes a call whose answer the caller reads and closes. */
    Response open(String what, Request request) {
        return callWithRetry(what, () -> openOnce(what, request));
    }

    private Response openOnce(String what, Request request) {
        Response response = transport.execute(request);
        int status = response.getStatusCode();
        if (status / 100 == 2) {
            return response;
        }
        try (response) {
            String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            throw new RuntimeFault(DockerFaults.kind(status, body), what + ": " + body.strip(), null);
        } catch (IOException e) {
            throw DockerFaults.of(what, e);
        }
    }

    /**
     * Repeats a call whose connection broke. A manager that was restarted has closed the idle connections, which shows only when
     * each is used next, so every attempt may consume one of them. When the manager has stopped, connecting fails and ends the
     * attempts. A call that was carried out but whose answer was lost is repeated too: the calls made here can be repeated, and a
     * container created twice is found by its labels. When new connections break as well, attempts follow at increasing
     * intervals, for about ten seconds.
     */
    private static <T> T callWithRetry(String what, Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !DockerFaults.isBrokenConnection(e) || Thread.currentThread().isInterrupted()) {
                    throw DockerFaults.of(what, e);
                }
                pauseBeforeRetry(attempt);
            }
        }
    }

    /** Waits before the next attempt. An interrupt ends the wait, and with it the call. */
    private static void pauseBeforeRetry(int attempt) {
        try {
            Thread.sleep(pause(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the pause after this number of attempts: at first none, then 1 ms more for every 50 attempts, 10 s in total. */
    static Duration pause(int attempt) {
        return Duration.ofMillis(attempt / ATTEMPTS_WITHOUT_PAUSE);
    }

    /** Returns what the manager reports about itself; requested once. */
    DockerInfo info() {
        DockerInfo known = info;
        return known == null ? refreshInfo() : known;
    }

    /** Requests anew what the manager reports about itself. */
    DockerInfo refreshInfo() {
        info = call("docker info", docker -> DockerInfo.of(docker.infoCmd().exec()));
        return info;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw DockerFaults.of("close", e);
        }
    }
}
