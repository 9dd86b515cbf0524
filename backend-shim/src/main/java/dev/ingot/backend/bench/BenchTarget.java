package dev.ingot.backend.bench;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.BackendLost;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.demo.AgentProcess;
import dev.ingot.backend.demo.JobPhases;
import dev.ingot.backend.load.LoadRun;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.lifecycle.ResourceStack;
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
 * Measures one agent, with a separate stand-in backend in this process. The agent is either a process started here or an external
 * agent that the user starts. The caller closes it.
 */
final class BenchTarget implements AutoCloseable {
    /** Name of an agent that was not started here. */
    static final String EXTERNAL = "external";

    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";
    private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final String name;
    private final int warm;
    private final StandInBackend backend;
    private final BackendClient client;
    private final Optional<AgentProcess> agent;
    private final Path jobLog;

    private BenchTarget(String name, int warm, StandInBackend backend, BackendClient client, Optional<AgentProcess> agent,
        Path jobLog) {
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
     * @param launcher the script {@code ingot}
     * @param folder   folder for the agent's files; must exist
     */
    static BenchTarget start(BenchPlan plan, RuntimeSpec runtime, Path launcher, Path folder) throws IOException {
        AgentFolder settings = new AgentFolder(folder);
        try (ResourceStack opened = new ResourceStack()) {
            StandInBackend backend = opened.add(StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT));
            Path file = settings.writeConfig(backend.agentAddress(), runtime, plan.concurrency(), tasksFolder(plan, folder),
                Map.of());
            AgentProcess agent =
                opened.add(AgentProcess.start(launcher, List.of("--config", file.toString()), settings.logFile()));
            BackendClient client = opened.add(BackendClient.connect(backend.clientAddress(), "ingot bench"));
            return opened.release(new BenchTarget(
                runtime.name(), runtime.warm(), backend, client, Optional.of(agent), settings.jobLog()));
        }
    }

    private static Path tasksFolder(BenchPlan plan, Path folder) throws IOException {
        return plan.task().isPresent() ? plan.task().get().tasks() : Files.createDirectories(folder.resolve("tasks"));
    }

    /**
     * Listens for an agent that the user starts.
     *
     * @param address address to which the agent connects
     */
    static BenchTarget listen(String address, Path folder) throws IOException {
        try (ResourceStack opened = new ResourceStack()) {
            StandInBackend backend = opened.add(StandInBackend.listen(address, LOOPBACK_ANY_PORT));
            BackendClient client = opened.add(BackendClient.connect(backend.clientAddress(), "ingot bench"));
            return opened.release(
                new BenchTarget(EXTERNAL, 0, backend, client, Optional.empty(), new AgentFolder(folder).jobLog()));
        }
    }

    String name() {
        return name;
    }

    /** Returns the number of warm containers for each environment. */
    int warm() {
        return warm;
    }

    /** Returns the address to which the agent connects. */
    String address() {
        return backend.agentAddress();
    }

    /** Returns whether the user starts the agent. */
    boolean isExternal() {
        return agent.isEmpty();
    }

    /**
     * Waits until the agent offers an environment. There is no timeout for an external agent.
     *
     * @throws IOException when the agent exits or the timeout is over; the text contains the end of its log
     */
    void await(String environment) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!client.awaitEnvironment(BenchPlan.ENVIRONMENT_TYPE, environment, POLL_INTERVAL)) {
            if (agent.isPresent() && (!agent.get().isAlive() || System.nanoTime() - start > AGENT_TIMEOUT.toNanos())) {
                throw new IOException("the agent with " + name + " does not offer " + BenchPlan.ENVIRONMENT_TYPE + "/"
                    + environment + (agent.get().isAlive() ? "; it offers " + client.environments() : "; it has exited")
                    + " (deploy/images/build.sh builds the images of this project); last lines of its log:\n"
                    + agent.get().readLogTail());
            }
        }
    }

    /**
     * Submits jobs and waits for all results.
     *
     * @throws IOException when the agent exits during the run, or the backend is lost
     */
    List<CompletedJob> run(LoadRun load, Submission submission) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<CompletedJob>> jobs = executor.submit(() -> load.run(client, submission,
                LoadRun.Listener.ignoring()));
            try {
                return await(jobs);
            } finally {
                jobs.cancel(true);
            }
        }
    }

    private List<CompletedJob> await(Future<List<CompletedJob>> jobs) throws IOException, InterruptedException {
        while (true) {
            try {
                return jobs.get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (agent.isPresent() && !agent.get().isAlive()) {
                    throw new IOException("the agent with " + name + " exited during the run; last lines of its log:\n"
                        + agent.get().readLogTail(), e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BackendLost lost) {
                    throw new IOException(lost.getMessage(), e);
                }
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns the resources that the agent's process has used so far; empty for an external agent. */
    Optional<ProcessUsage> readUsage() throws IOException {
        return agent.isPresent() ? Optional.of(ProcessUsage.of(agent.get().pid())) : Optional.empty();
    }

    /**
     * Stops the agent, after which its job log is complete.
     *
     * @throws IOException when it does not exit in time with status 0
     */
    void stop() throws IOException, InterruptedException {
        if (agent.isPresent()) {
            agent.get().stop();
        }
    }

    /** Returns job id to nanoseconds in each phase, from the agent's job log; empty for an external agent. */
    Map<String, Map<Phase, Long>> readPhases() throws IOException {
        return Files.exists(jobLog) ? JobPhases.read(jobLog) : Map.of();
    }

    @Override
    public void close() {
        try (backend; client) {
            agent.ifPresent(AgentProcess::close);
        }
    }
}
