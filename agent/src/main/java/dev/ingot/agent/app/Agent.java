package dev.ingot.agent.app;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.runtime.HealthWatch;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.agent.session.BackendSession;
import dev.ingot.agent.session.RoutingId;
import dev.ingot.agent.session.SessionSettings;
import dev.ingot.lifecycle.ResourceStack;
import dev.ingot.observation.ListenAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the agent from {@link #start} to {@link #close}. The caller of {@code start} closes it. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(20);

    private final AgentConfig config;
    private final AgentResources resources;
    private final JobManager jobManager;
    private final CountDownLatch backendLost = new CountDownLatch(1);
    private final ResourceStack monitors = new ResourceStack();
    private volatile BackendSession session;
    private boolean closed;

    private Agent(AgentConfig config, AgentResources resources) {
        this.config = config;
        this.resources = resources;
        jobManager = resources.createJobManager();
    }

    private void register(BackendAddress backend) {
        session = BackendSession.open(
            new SessionSettings(backend, determineRoutingId(config, resources, backend), config.dialect(),
                SessionSettings.MAX_MESSAGE_BYTES, SessionSettings.DEFAULT_SILENCE_TIMEOUT),
            new LoggingBackendListener(jobManager, config.autorestart() ? () -> { } : backendLost::countDown),
            resources.messageMemoryBudget()::adjust);
    }

    /**
     * Opens what the agent needs, then starts to register with the backend. The backend may start later.
     *
     * @param config with a backend address
     * @return the running agent, possibly not registered yet
     * @throws StartFailure with every reason why the agent cannot run here
     */
    public static Agent start(AgentConfig config) throws StartFailure {
        BackendAddress backend = config.backend().orElseThrow();
        AgentResources resources = AgentResources.open(config);
        Agent agent = new Agent(config, resources);
        try {
            OldGenGcTrigger.install().ifPresent(agent.monitors::add);
            agent.monitors.add(GcOverheadWatch.start(resources.messageMemoryBudget()::abortLargest));
            if (config.metricsListen().isPresent()) {
                agent.startStatusEndpoint(config.metricsListen().get(), backend);
            }
            agent.register(backend);
            LOG.info("Ingot {} started: backend {}, capacity {} jobs of {} MiB each, runtimes {}, environment types {}",
                Version.text(), backend, config.concurrency(), resources.settings().memoryMiB(),
                String.join(", ", config.runtimes().keySet()),
                resources.environmentTypes().stream().map(Agent::describe).collect(Collectors.joining(", ")));
            return agent;
        } catch (StartFailure | RuntimeException e) {
            agent.monitors.close();
            resources.close();
            throw e;
        }
    }

    private void startStatusEndpoint(ListenAddress address, BackendAddress backend) throws StartFailure {
        HealthWatch health = monitors.add(HealthWatch.start(resources.runtimes(), PROBE_INTERVAL));
        String name = config.friendlyName().isEmpty() ? resources.host() : config.friendlyName();
        StatusCollector status = new StatusCollector(name, Instant.now(), backend.toString(), this::backendSilence,
            config.concurrency(), jobManager, resources.runtimes(), health, resources::poolStatus, resources.dirs());
        monitors.add(resources.telemetry().serveStatus(address, config.metricsHosts(), status));
    }

    private Optional<Duration> backendSilence() {
        BackendSession registered = session;
        return registered == null ? Optional.empty() : registered.silence();
    }

    private static String describe(EnvironmentType type) {
        return type.name() + " on " + type.runtime().name();
    }

    private static String determineRoutingId(AgentConfig config, AgentResources resources, BackendAddress backend) {
        return config.routingId().orElseGet(() ->
            RoutingId.of(resources.host(), config.friendlyName(), backend, resources.dirs().root()));
    }

    /**
     * Waits until the backend is lost while autorestart is disabled. With autorestart, waits forever.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitBackendLoss() throws InterruptedException {
        backendLost.await();
        LOG.error("Lost the backend {}; autorestart is disabled, so the agent stops", config.backend().orElseThrow());
    }

    /** Answers every job and removes its containers within 20 s, then closes the session and all resources. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info("Stopping: answering running jobs and removing their containers");
        try (resources; monitors) {
            if (backendLost.getCount() == 0) {
                // The backend cannot receive answers, and the session must not send another hello.
                session.close();
            } else {
                session.retire();
            }
            jobManager.stop(STOP_TIMEOUT);
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("Stopped");
    }
}
