package dev.ingot.backend.queue;

import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.ListenAddress;
import dev.ingot.observation.MetricsPage;
import dev.ingot.observation.PageResponse;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the metrics of a registry over HTTP. */
public final class MetricsServer {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    private MetricsServer() { }

    /**
     * Starts to serve metrics at {@code /metrics}; the caller closes the result.
     *
     * @param hosts host names to answer for, besides those of this host
     * @throws IOException when the address cannot be listened on; the text names it
     */
    public static HttpEndpoint open(ListenAddress address, Collection<String> hosts, PrometheusRegistry registry)
        throws IOException {
        try {
            HttpEndpoint endpoint = HttpEndpoint.open(address.resolve(), hosts,
                Map.of("/metrics", new MetricsPage(registry), "/live", _ -> PageResponse.text(200, "live\n")));
            LOG.info("Metrics: http://{}:{}/metrics", address.host(), endpoint.address().getPort());
            return endpoint;
        } catch (IOException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }
}
