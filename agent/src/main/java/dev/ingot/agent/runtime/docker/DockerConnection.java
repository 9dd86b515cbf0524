package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
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
 * The one connection to a daemon, for all containers: docker-java for the calls it has a good form of, its transport for
 * those that stream. The API version is left open, so the daemon takes its own. Throws {@link RuntimeFault} only.
 */
final class DockerConnection implements AutoCloseable {

    /** An attached container holds two connections (attach, wait): no number of containers may use them up. */
    private static final int MAX_CONNECTIONS = Integer.MAX_VALUE;

    /** More than there are ever idle connections. */
    private static final int ATTEMPTS = 1000;
    /** As many connections at least may be closed before a call waits. */
    private static final int ATTEMPTS_WITHOUT_PAUSE = 50;

    private final DockerApiManager manager;
    private final DefaultDockerClientConfig config;
    private final DockerHttpClient transport;
    private final DockerClient client;
    private volatile DockerInfo info;

    /**
     * @param host   as in {@link DockerSettings#address()}
     * @param around wraps the transport, to watch or disturb it
     */
    DockerConnection(DockerApiManager manager, String host, UnaryOperator<DockerHttpClient> around) {
        this.manager = manager;
        try {
            var builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
            config = (host.isEmpty() ? builder : builder.withDockerHost(host)).build();
            if (host().getScheme() == null) {
                throw new IllegalArgumentException("\"" + host() + "\" is not of the form unix:///path or tcp://host:port");
            }
            transport = around.apply(new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(MAX_CONNECTIONS)
                .build());
            client = DockerClientImpl.getInstance(config, transport);
        } catch (RuntimeException e) {
            throw new RuntimeFault(RuntimeFault.Kind.INVALID, "cannot make a Docker client: " + e.getMessage(), e);
        }
    }

    DockerApiManager manager() {
        return manager;
    }

    URI host() {
        return config.getDockerHost();
    }

    boolean isLocal() {
        return host().getScheme().equals("unix");
    }

    /** One call; {@code what} begins the message of its failure. */
    <T> T call(String what, Function<DockerClient, T> call) {
        return callWithRetry(what, () -> call.apply(client));
    }

    /** One call that answers with JSON, however late. */
    JsonNode callJson(String what, Request.Method method, String path) {
        return callWithRetry(what, () -> {
            try (Response response = openOnce(what, Request.builder().method(method).path(path).build())) {
                return config.getObjectMapper().readTree(response.getBody());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** One call whose answer the caller reads and closes. */
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
            String said = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            throw new RuntimeFault(DockerFaults.kind(status, said), what + ": " + said.strip(), null);
        } catch (IOException e) {
            throw DockerFaults.of(what, e);
        }
    }

    /**
     * A daemon that was restarted has closed the connections we keep, and each shows it only when it is used next. They are
     * used up one by one; when the daemon is gone for good, a new connection fails to be made and ends it. A call that was
     * carried out and lost its answer is repeated too: the calls we make bear that, and a container created twice has labels.
     * A daemon that breaks new connections as well is asked at longer and longer intervals, for some ten seconds.
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

    /** An interrupt ends the pause, and with it the call. */
    private static void pauseBeforeRetry(int attempt) {
        try {
            Thread.sleep(pause(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After so many attempts: none at first, then longer by a millisecond with every fifty, ten seconds in all. */
    static Duration pause(int attempt) {
        return Duration.ofMillis(attempt / ATTEMPTS_WITHOUT_PAUSE);
    }

    /** What the daemon says of itself; asked for once. */
    DockerInfo info() {
        DockerInfo known = info;
        return known == null ? refreshInfo() : known;
    }

    /** What the daemon says of itself now. */
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
