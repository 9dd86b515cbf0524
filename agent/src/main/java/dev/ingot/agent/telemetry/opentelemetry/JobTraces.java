package dev.ingot.agent.telemetry.opentelemetry;

import dev.ingot.agent.telemetry.TimelineSink;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends one trace for each finished job in batches, with a span for each phase and each student container. While the collector
 * is unreachable, traces are lost; jobs are not affected.
 */
public final class JobTraces implements TimelineSink {
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(3);

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * Creates the exporter without connecting to the collector.
     *
     * @param collector its address; {@code /v1/traces} is appended (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request)
     * @param agent     the agent's name
     */
    public JobTraces(URI collector, String agent, String version) {
        Resource resource = Resource.getDefault().merge(Resource.create(Attributes.of(
            AttributeKey.stringKey("service.name"), "ingot-agent", AttributeKey.stringKey("service.version"), version,
            AttributeKey.stringKey("service.instance.id"), agent)));
        String endpoint = collector.toString().replaceFirst("/$", "") + "/v1/traces";
        provider = SdkTracerProvider.builder().setResource(resource)
            .addSpanProcessor(BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint).setTimeout(EXPORT_TIMEOUT).build()).build())
            .build();
        tracer = provider.get("dev.ingot.agent", version);
    }

    @Override
    public void accept(Timeline timeline) {
        Instant begin = timeline.received();
        Span job = span("job", begin, Context.root())
            .setAttribute("ingot.job", timeline.jobId())
            .setAttribute("ingot.course", orEmpty(timeline.courseId()))
            .setAttribute("ingot.task", orEmpty(timeline.taskId()))
            .setAttribute("ingot.environment", timeline.environment())
            .setAttribute("ingot.runtime", orEmpty(timeline.runtime()))
            .setAttribute("ingot.warm", timeline.warm())
            .setAttribute("ingot.verdict", timeline.verdict())
            .startSpan();
        if (timeline.completion().fault() != null) {
            job.setStatus(StatusCode.ERROR, "failed in " + timeline.completion().fault());
        }
        Context inJob = Context.root().with(job);
        Instant at = begin;
        for (Map.Entry<Phase, Long> phase : timeline.phases().entrySet()) {
            Instant end = at.plusNanos(phase.getValue());
            span(phase.getKey().name(), at, inJob).startSpan().end(end);
            at = end;
        }
        timeline.students().forEach(student -> addStudentSpan(student, inJob));
        job.end(at);
    }

    private void addStudentSpan(Timeline.Student student, Context job) {
        span("student", student.requested(), job)
            .setAttribute("ingot.environment", student.environment())
            .setAttribute("ingot.create_ns", student.createNanos())
            .setAttribute("ingot.start_ns", student.startNanos())
            .setAttribute("ingot.retval", (long) student.retval())
            .startSpan()
            .end(student.requested().plusNanos(student.createNanos() + student.startNanos() + student.runNanos()));
    }

    private SpanBuilder span(String name, Instant begin, Context parent) {
        return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(begin);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    /** Sends the remaining traces, for 3 s at most. */
    @Override
    public void close() {
        provider.shutdown().join(EXPORT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
