package dev.ingot.backend.demo;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.lifecycle.ResourceStack;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs the cases of the demo on one runtime, with a stand-in backend and a client in this process and an agent process. The
 * caller closes it.
 */
public final class DemoRun implements AutoCloseable {
    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";
    private static final String ENVIRONMENT_TYPE = "docker";
    private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(120);

    private final String runtime;
    private final Path jobLog;
    private final StandInBackend backend;
    private final BackendClient client;
    private final AgentProcess agent;

    private DemoRun(String runtime, Path jobLog, StandInBackend backend, BackendClient client, AgentProcess agent) {
        this.runtime = runtime;
        this.jobLog = jobLog;
        this.backend = backend;
        this.client = client;
        this.agent = agent;
    }

    /**
     * Starts the backend, the agent and the client, without waiting for the agent.
     *
     * @param runtime  runtime as {@code --runtime} of the agent accepts it, e.g. docker:crun
     * @param launcher the script {@code ingot}
     * @param tasks    the agent's tasks directory
     * @param store    image store of runtimes without a manager; no image is imported into it
     * @param folder   folder for the agent's files; must exist
     */
    public static DemoRun open(String runtime, Path launcher, Path tasks, Path store, Path folder) throws IOException {
        Path jobLog = folder.resolve("jobs.jsonl");
        try (ResourceStack opened = new ResourceStack()) {
            StandInBackend backend = opened.add(StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT));
            AgentProcess agent = opened.add(AgentProcess.start(launcher, List.of(
                backend.agentAddress(),
                "--friendly-name", runtime,
                "--tasks", tasks.toString(),
                "--runtime", runtime, ENVIRONMENT_TYPE,
                "--image-store", store.toString(),
                "--no-docker-import",
                "--tmpdir", folder.resolve("jobs").toString(),
                "--job-log", jobLog.toString(),
                "--concurrency", "1"), folder.resolve("agent.log")));
            return opened.release(
                new DemoRun(runtime, jobLog, backend, BackendClient.connect(backend.clientAddress(), "ingot"), agent));
        }
    }

    /** Returns the runtime as {@code --runtime} of the agent accepts it. */
    public String runtime() {
        return runtime;
    }

    /**
     * Waits until the agent offers an environment.
     *
     * @throws IOException when the agent exits or the timeout is over; the text contains the end of its log
     */
    public void await(String environment) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + AGENT_TIMEOUT.toNanos();
        while (!backend.hasEnvironment(ENVIRONMENT_TYPE, environment)) {
            if (!agent.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException("the agent with " + runtime + " does not offer " + ENVIRONMENT_TYPE + "/" + environment
                    + (agent.isAlive() ? "" : "; it has exited") + "; last lines of its log:\n" + agent.readLogTail());
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /** Grades one case on the agent. */
    public CaseReport run(Case next) throws InterruptedException {
        return new CaseRunner(client, ENVIRONMENT_TYPE, JOB_TIMEOUT).run(next);
    }

    /**
     * Stops the agent, after which its job log is complete.
     *
     * @throws IOException when it does not exit in time with status 0
     */
    public void stop() throws IOException, InterruptedException {
        agent.stop();
    }

    /** Returns job id to nanoseconds in each phase, from the agent's job log. */
    public Map<String, Map<Phase, Long>> readPhases() throws IOException {
        return Files.exists(jobLog) ? JobPhases.read(jobLog) : Map.of();
    }

    @Override
    public void close() {
        try (backend; client) {
            agent.close();
        }
    }
}
