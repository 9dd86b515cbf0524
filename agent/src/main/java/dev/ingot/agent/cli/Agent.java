package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.runtime.HealthWatch;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.agent.session.BackendSession;
import dev.ingot.agent.session.RoutingId;
import dev.ingot.agent.session.SessionSettings;
import dev.ingot.observation.ListenAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent, from {@link #start} to {@link #close}. Whoever starts it closes it. */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(20);

    private final AgentConfig config;
    private final Workshop workshop;
    private final JobManager desk;
    private final CountDownLatch lost = new CountDownLatch(1);
    private final Closing watching = new Closing();
    private volatile BackendSession session;
    private boolean closed;

    private Agent(AgentConfig config, Workshop workshop) {
        this.config = config;
        this.workshop = workshop;
        desk = workshop.desk();
    }

    private void register(BackendAddress backend) {
        session = BackendSession.open(
            new SessionSettings(backend, routingId(config, workshop, backend), config.dialect(),
                SessionSettings.MAX_MESSAGE_BYTES, SessionSettings.DEFAULT_SILENCE_TIMEOUT),
            new Reception(desk, config.autorestart() ? () -> { } : lost::countDown), workshop.frames()::adjust);
    }

    /**
     * Makes sure that everything needed is there, then starts to register with the backend, which may come later.
     *
     * @throws StartFailure with all that is missing
     */
    static Agent start(AgentConfig config) throws StartFailure {
        BackendAddress backend = config.backend().orElseThrow();
        Workshop workshop = Workshop.open(config);
        Agent agent = new Agent(config, workshop);
        try {
            OldGeneration.watch().ifPresent(agent.watching::add);
            agent.watching.add(GcOverheadWatch.start(workshop.frames()::abortLargest));
            if (config.metricsListen().isPresent()) {
                agent.serve(config.metricsListen().get(), backend);
            }
            agent.register(backend);
            LOG.info("Ingot {} started: backend {}, {} slots of {} MiB, runtimes {}, environment types {}", Version.text(),
                backend, config.concurrency(), workshop.settings().memoryMiB(), String.join(", ", config.runtimes().keySet()),
                workshop.types().stream().map(Agent::words).collect(Collectors.joining(", ")));
            return agent;
        } catch (StartFailure | RuntimeException e) {
            agent.watching.close();
            workshop.close();
            throw e;
        }
    }

    private void serve(ListenAddress address, BackendAddress backend) throws StartFailure {
        HealthWatch health = watching.add(HealthWatch.start(workshop.runtimes(), BETWEEN_PROBES));
        String name = config.friendlyName().isEmpty() ? workshop.host() : config.friendlyName();
        LiveStatus status = new LiveStatus(name, Instant.now(), backend.toString(), this::silence, config.concurrency(), desk,
            workshop.runtimes(), health, workshop::parked, workshop.dirs());
        watching.add(workshop.observation().serve(address, config.metricsHosts(), status));
    }

    private Optional<Duration> silence() {
        BackendSession registered = session;
        return registered == null ? Optional.empty() : registered.silence();
    }

    private static String words(EnvironmentType type) {
        return type.name() + " on " + type.runtime().name();
    }

    private static String routingId(AgentConfig config, Workshop workshop, BackendAddress backend) {
        return config.routingId().orElseGet(() ->
            RoutingId.of(workshop.host(), config.friendlyName(), backend, workshop.dirs().root()));
    }

    /** Returns once the backend is lost and not to be looked for again. */
    void awaitLoss() throws InterruptedException {
        lost.await();
        LOG.error("The backend {} is lost, and restarting is disabled: the agent ends", config.backend().orElseThrow());
    }

    /** Answers every job and removes its containers, within 20 s, then says goodbye and lets go of everything. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info("The agent stops: running jobs are answered, their containers removed");
        try (workshop; watching) {
            if (lost.getCount() == 0) {
                // Nobody is there to answer to, and no new hello may go out meanwhile.
                session.close();
            } else {
                session.retire();
            }
            desk.stop(PATIENCE);
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("The agent has stopped");
    }
}
