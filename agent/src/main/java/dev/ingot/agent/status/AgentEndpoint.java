package dev.ingot.agent.status;

import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.MetricsPage;
import dev.ingot.observation.PageResponse;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Serves the agent's status over HTTP: {@code /} as a page, {@code /status} as JSON, {@code /metrics}, {@code /live} and
 * {@code /ready}. The caller of {@link #open} closes it.
 */
public final class AgentEndpoint implements AutoCloseable {
    private final HttpEndpoint http;

    private AgentEndpoint(HttpEndpoint http) {
        this.http = http;
    }

    /**
     * Starts to serve requests.
     *
     * @param hosts  host names that requests may use besides those of this host
     * @param status supplies the status of each request
     * @throws IOException when it cannot listen on the address
     */
    public static AgentEndpoint open(InetSocketAddress address, Collection<String> hosts, PrometheusRegistry metrics,
        Supplier<AgentStatus> status, RecentJobs recent) throws IOException {
        return new AgentEndpoint(HttpEndpoint.open(address, hosts, Map.of(
            "/", new StatusPage(),
            "/status", _ -> PageResponse.json(StatusJson.of(status.get(), recent)),
            "/metrics", new MetricsPage(metrics),
            "/live", _ -> PageResponse.text(200, "live\n"),
            "/ready", _ -> ready(status.get()))));
    }

    private static PageResponse ready(AgentStatus status) {
        List<String> reasons = status.reasonsNotReady();
        return reasons.isEmpty() ? PageResponse.text(200, "ready\n")
            : PageResponse.text(503, "not ready: " + String.join("\nnot ready: ", reasons) + "\n");
    }

    /** Returns the address on which it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    @Override
    public void close() {
        http.close();
    }
}
