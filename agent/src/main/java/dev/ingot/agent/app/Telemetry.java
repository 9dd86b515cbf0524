package dev.ingot.agent.app;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.JobLogRotation;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.status.AgentEndpoint;
import dev.ingot.agent.status.AgentMetrics;
import dev.ingot.agent.status.AgentStatus;
import dev.ingot.agent.status.RecentJobs;
import dev.ingot.agent.telemetry.JobLog;
import dev.ingot.agent.telemetry.JobSummaryLogger;
import dev.ingot.agent.telemetry.Rotation;
import dev.ingot.agent.telemetry.TimelineQueue;
import dev.ingot.agent.telemetry.TimelineSink;
import dev.ingot.agent.telemetry.opentelemetry.JobTraces;
import dev.ingot.agent.telemetry.prometheus.JobMetrics;
import dev.ingot.observation.ListenAddress;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that tells of jobs: log lines, the job log, metrics. Whoever opens it closes it, after the last job. */
final class Telemetry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RecentJobs recent = new RecentJobs(System::nanoTime);
    private final TimelineQueue timelines;

    private Telemetry(AgentConfig config) throws StartFailure {
        List<TimelineSink> sinks = new ArrayList<>(List.of(new JobSummaryLogger()));
        if (config.jobLog().isPresent()) {
            sinks.add(openJobLog(config.jobLog().get(), config.jobLogRotation()));
        }
        if (config.metricsListen().isPresent()) {
            sinks.add(new JobMetrics(registry));
            sinks.add(recent);
        }
        config.telemetry().ifPresent(collector -> sinks.add(new JobTraces(collector, config.friendlyName(), Version.text())));
        timelines = new TimelineQueue(sinks);
    }

    static Telemetry open(AgentConfig config) throws StartFailure {
        return new Telemetry(config);
    }

    private static JobLog openJobLog(Path file, JobLogRotation rotation) throws StartFailure {
        try {
            return new JobLog(file, new Rotation(rotation.size().bytes(), rotation.age().duration(), rotation.keep()));
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("job-log", "it cannot be written: " + e,
                "give another --job-log FILE, in a folder that is there")));
        }
    }

    /** Where jobs tell what they took. */
    TimelineSink timelines() {
        return timelines;
    }

    /**
     * Serves metrics and the status page until the result is closed.
     *
     * @param hosts names under which it answers, besides those of this host
     * @throws StartFailure when the address cannot be listened on
     */
    AgentEndpoint serveStatus(ListenAddress address, List<String> hosts, Supplier<AgentStatus> status) throws StartFailure {
        try {
            AgentMetrics.register(registry, Version.text(), status, timelines::droppedCount);
            AgentEndpoint endpoint = AgentEndpoint.open(address.resolve(), hosts, registry, status, recent);
            LOG.info("Status page and metrics: http://{}:{}/", address.host(), endpoint.address().getPort());
            return endpoint;
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("metrics.listen", address + " cannot be listened on: " + e.getMessage(),
                "give another --metrics-listen HOST:PORT, one of this host's addresses and a port that is free")));
        }
    }

    @Override
    public void close() {
        timelines.close();
    }
}
