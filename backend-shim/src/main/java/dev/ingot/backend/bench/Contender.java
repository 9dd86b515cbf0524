package dev.ingot.backend.bench;

import dev.ingot.backend.Backend;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.BackendLost;
import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.demo.AgentProcess;
import dev.ingot.backend.demo.JobPhases;
import dev.ingot.backend.load.Load;
import dev.ingot.lifecycle.Rollback;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An agent under test with a backend of its own in this process; the agent is one that was started for it, or whichever
 * connects. Whoever opens it closes it.
 */
final class Contender implements AutoCloseable {
    /** How one is called that was not started here. */
    static final String EXTERNAL = "external";

    private static final String ANYWHERE = "tcp://127.0.0.1:*";
    private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final String name;
    private final int warm;
    private final Backend backend;
    private final BackendClient client;
    private final Optional<AgentProcess> agent;
    private final Path jobLog;

    private Contender(String name, int warm, Backend backend, BackendClient client, Optional<AgentProcess> agent, Path jobLog) {
        this.name = name;
        this.warm = warm;
        this.backend = backend;
        this.client = client;
        this.agent = agent;
        this.jobLog = jobLog;
    }

    /**
     * Starts an agent, without waiting for it.
     *
     * @param launcher the program {@code ingot}
     * @param folder   for the agent's files; must exist
     */
    static Contender start(BenchPlan plan, RuntimeSpec runtime, Path launcher, Path folder) throws IOException {
        AgentSettings settings = new AgentSettings(folder);
        try (Rollback opened = new Rollback()) {
            Backend backend = opened.add(Backend.listen(ANYWHERE, ANYWHERE));
            Path file = settings.write(backend.agentAddress(), runtime, plan.concurrency(), tasks(plan, folder), Map.of());
            AgentProcess agent =
                opened.add(AgentProcess.start(launcher, List.of("--config", file.toString()), settings.log()));
            BackendClient client = opened.add(BackendClient.connect(backend.clientAddress(), "ingot bench"));
            return opened.complete(new Contender(
                runtime.name(), runtime.warm(), backend, client, Optional.of(agent), settings.jobLog()));
        }
    }

    private static Path tasks(BenchPlan plan, Path folder) throws IOException {
        return plan.task().isPresent() ? plan.task().get().tasks() : Files.createDirectories(folder.resolve("tasks"));
    }

    /** Listens for an agent that somebody else starts. */
    static Contender external(String address, Path folder) throws IOException {
        try (Rollback opened = new Rollback()) {
            Backend backend = opened.add(Backend.listen(address, ANYWHERE));
            BackendClient client = opened.add(BackendClient.connect(backend.clientAddress(), "ingot bench"));
            return opened.complete(
                new Contender(EXTERNAL, 0, backend, client, Optional.empty(), new AgentSettings(folder).jobLog()));
        }
    }

    String name() {
        return name;
    }

    /** Parked slots of each of its environments. */
    int warm() {
        return warm;
    }

    /** Where its agent connects to. */
    String address() {
        return backend.agentAddress();
    }

    /** Whether the agent is started by somebody else. */
    boolean isExternal() {
        return agent.isEmpty();
    }

    /**
     * Waits until the agent offers an environment; for one that was not started here without end.
     *
     * @throws IOException when it ends, or takes too long; the text holds the end of its log
     */
    void await(String environment) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!client.awaitEnvironment(BenchPlan.ENVIRONMENT_TYPE, environment, LOOK)) {
            if (agent.isPresent() && (!agent.get().alive() || System.nanoTime() - start > AGENT_TIMEOUT.toNanos())) {
                throw new IOException("the agent with " + name + " does not offer " + BenchPlan.ENVIRONMENT_TYPE + "/"
                    + environment + (agent.get().alive() ? " but " + client.environments() : " and has ended")
                    + " (deploy/images/build.sh makes the images of this project); the end of its log:\n"
                    + agent.get().logTail());
            }
        }
    }

    /**
     * Submits jobs and waits for all answers.
     *
     * @throws IOException when the agent ends meanwhile
     */
    List<JobOutcome> run(Load load, Submission submission) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<JobOutcome>> outcomes = executor.submit(() -> load.run(client, submission, Load.Listener.none()));
            try {
                return await(outcomes);
            } finally {
                outcomes.cancel(true);
            }
        }
    }

    private List<JobOutcome> await(Future<List<JobOutcome>> outcomes) throws IOException, InterruptedException {
        while (true) {
            try {
                return outcomes.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (agent.isPresent() && !agent.get().alive()) {
                    throw new IOException("the agent with " + name + " ended on the way; the end of its log:\n"
                        + agent.get().logTail(), e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BackendLost lost) {
                    throw new IOException(lost.getMessage(), e);
                }
                throw new IllegalStateException(e);
            }
        }
    }

    /** What the agent's process has used so far; nothing about one that was not started here. */
    Optional<ProcessUsage> usage() throws IOException {
        return agent.isPresent() ? Optional.of(ProcessUsage.of(agent.get().pid())) : Optional.empty();
    }

    /**
     * Ends the agent, which then has nothing more to log.
     *
     * @throws IOException when it does not end well
     */
    void stop() throws IOException, InterruptedException {
        if (agent.isPresent()) {
            agent.get().stop();
        }
    }

    /** Job id to nanoseconds in each phase, as the agent logged them. */
    Map<String, Map<Phase, Long>> phases() throws IOException {
        return Files.exists(jobLog) ? JobPhases.read(jobLog) : Map.of();
    }

    @Override
    public void close() {
        try (backend; client) {
            agent.ifPresent(AgentProcess::close);
        }
    }
}
