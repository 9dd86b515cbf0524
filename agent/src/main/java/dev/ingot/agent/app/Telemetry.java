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

/** Connects the recording of jobs: log lines, job log, metrics, traces. The owner closes it after the last job has ended. */
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

    /**
     * Opens what the configuration enables.
     *
     * @throws StartFailure when the job log cannot be written
     */
    static Telemetry open(AgentConfig config) throws StartFailure {
        return new Telemetry(config);
    }

    private static JobLog openJobLog(Path file, JobLogRotation rotation) throws StartFailure {
        try {
            return new JobLog(file, new Rotation(rotation.size().bytes(), rotation.age().duration(), rotation.keep()));
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("job-log", "cannot be written: " + e,
                "set --job-log to a writable file in an existing directory")));
        }
    }

    /** Returns the sink that takes the timelines of finished jobs. */
    TimelineSink timelines() {
        return timelines;
    }

    /**
     * Serves metrics and the status page until the result is closed.
     *
     * @param hosts  host names that requests may use besides those of this host
     * @param status supplies the agent's present status
     * @throws StartFailure when the agent cannot listen on the address
     */
    AgentEndpoint serveStatus(ListenAddress address, List<String> hosts, Supplier<AgentStatus> status) throws StartFailure {
        try {
            AgentMetrics.register(registry, Version.text(), status, timelines::droppedCount);
            AgentEndpoint endpoint = AgentEndpoint.open(address.resolve(), hosts, registry, status, recent);
            LOG.info("Status page and metrics: http://{}:{}/", address.host(), endpoint.address().getPort());
            return endpoint;
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("metrics.listen", "cannot listen on " + address + ": " + e.getMessage(),
                "set --metrics-listen to an address of this host and a free port")));
        }
    }

    @Override
    public void close() {
        timelines.close();
    }
}
