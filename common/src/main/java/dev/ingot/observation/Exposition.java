package dev.ingot.observation;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** All metrics of a registry, in the format the reader asks for: Prometheus text, OpenMetrics, or Prometheus' protobuf. */
public record Exposition(PrometheusRegistry registry, ExpositionFormats formats) implements HttpEndpoint.Page {

    public Exposition(PrometheusRegistry registry) {
        this(registry, ExpositionFormats.init());
    }

    @Override
    public HttpAnswer answer(String accept) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, registry.scrape());
        return new HttpAnswer(200, writer.getContentType(), body.toByteArray(), Map.of());
    }
}
