package dev.ingot.observation;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** Renders all metrics of a registry in the format that the client requests: Prometheus text, OpenMetrics or protobuf. */
public record MetricsPage(PrometheusRegistry registry, ExpositionFormats formats) implements HttpEndpoint.Page {

    /** Creates a page with all formats. */
    public MetricsPage(PrometheusRegistry registry) {
        this(registry, ExpositionFormats.init());
    }

    @Override
    public PageResponse render(String accept) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, registry.scrape());
        return new PageResponse(200, writer.getContentType(), body.toByteArray(), Map.of());
    }
}
