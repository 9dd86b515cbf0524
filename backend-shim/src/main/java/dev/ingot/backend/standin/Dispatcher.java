package dev.ingot.backend.standin;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.ClientMessage;
import dev.ingot.protocol.JobResult;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns jobs to agents and sends messages to agents and clients, like the Python backend. It uses neither sockets nor threads.
 * Not thread-safe.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long UNKNOWN_TIME = -1;

    /** A job that an agent is running. */
    private record DispatchedJob(ZmqPeer agent, ZmqPeer client, ClientMessage.NewJob message, long startedSeconds) { }

    private final MessageSender outgoing;
    private final InstantSource clock;
    private final QueueListener queue;
    private final AgentRegistry agents = new AgentRegistry();
    private final EnvironmentCatalog environments = new EnvironmentCatalog();
    private final Set<ZmqPeer> clients = new LinkedHashSet<>();
    private final WaitingJobs waiting = new WaitingJobs();
    private final Map<String, DispatchedJob> running = new LinkedHashMap<>();

    /**
     * Creates a dispatcher without a listener.
     *
     * @param outgoing sends the messages
     * @param clock    clock for the start times of jobs in the queue
     */
    public Dispatcher(MessageSender outgoing, InstantSource clock) {
        this(outgoing, clock, QueueListener.NONE);
    }

    /** Creates a dispatcher that reports the events of jobs to a listener. */
    public Dispatcher(MessageSender outgoing, InstantSource clock, QueueListener queue) {
        this.outgoing = outgoing;
        this.clock = clock;
        this.queue = queue;
    }

    /** Handles a message from an agent. */
    public void receive(ZmqPeer agent, AgentMessage message) {
        switch (message) {
            case AgentMessage.Hello hello -> register(agent, hello);
            case AgentMessage.JobStarted(String jobId) -> findRunning(agent, jobId).ifPresent(job -> {
                queue.onStarted(jobId);
                outgoing.sendToClient(job.client(), new BackendMessage.JobStarted(jobId));
            });
            case AgentMessage.JobSshDebug(String jobId, String host, int port, String user, String password) ->
                findRunning(agent, jobId).ifPresent(job -> outgoing.sendToClient(
                    job.client(), new BackendMessage.JobSshDebug(jobId, host, port, user, password)));
            case AgentMessage.JobDone(String jobId, JobResult result) -> findRunning(agent, jobId).ifPresentOrElse(job -> {
                running.remove(jobId);
                queue.onAnswered(jobId);
                agents.releaseCapacity(agent);
                LOG.info("Job {} finished with status {}", jobId, result.status());
                outgoing.sendToClient(job.client(), new BackendMessage.JobDone(jobId, result));
                dispatch();
            }, () -> queue.onUnexpectedAnswer(jobId));
            case AgentMessage.Pong() -> agents.recordPong(agent);
        }
    }

    /** Handles a message from a client; one that is not registered gets {@link BackendMessage.Unknown}. */
    public void receive(ZmqPeer client, ClientMessage message) {
        if (!(message instanceof ClientMessage.Hello) && !clients.contains(client)) {
            outgoing.sendToClient(client, new BackendMessage.Unknown());
            return;
        }
        switch (message) {
            case ClientMessage.Hello(String name) -> {
                LOG.info("Registered client {} ({})", client, name);
                clients.add(client);
                outgoing.sendToClient(client, new BackendMessage.UpdateEnvironments(environments.advertised()));
            }
            case ClientMessage.NewJob job -> enqueue(client, job);
            case ClientMessage.KillJob(String jobId) -> kill(client, jobId);
            case ClientMessage.GetQueue() -> outgoing.sendToClient(client, describeQueue(client));
            case ClientMessage.Ping() -> outgoing.sendToClient(client, new BackendMessage.Pong());
        }
    }

    /** Pings the agents, and removes those that missed too many pings; must be called once a second. */
    public void tick() {
        for (ZmqPeer silent : agents.findSilent()) {
            LOG.warn("Removed agent {} ({}): it missed {} pings; its jobs are answered as crashed", silent,
                agents.find(silent).orElseThrow().name(), AgentRegistry.MAX_MISSED_PINGS + 1);
            unregister(silent);
        }
        agents.recordPing();
        agents.all().forEach(agent -> outgoing.sendToAgent(agent, new BackendMessage.Ping()));
    }

    private void register(ZmqPeer peer, AgentMessage.Hello hello) {
        LOG.info("Registered agent {} ({}) with capacity {}", peer, hello.friendlyName(), hello.capacity());
        if (agents.find(peer).isPresent()) {
            unregister(peer);
        }
        agents.add(peer, hello);
        environments.add(hello);
        dispatch();
        BackendMessage.ToClient update = new BackendMessage.UpdateEnvironments(environments.advertised());
        clients.forEach(client -> outgoing.sendToClient(client, update));
    }

    /** Removes an agent and answers its jobs as crashed. */
    private void unregister(ZmqPeer agent) {
        agents.remove(agent);
        for (Map.Entry<String, DispatchedJob> entry : List.copyOf(running.entrySet())) {
            if (entry.getValue().agent().equals(agent)) {
                running.remove(entry.getKey());
                queue.onAnswered(entry.getKey());
                outgoing.sendToClient(entry.getValue().client(), new BackendMessage.JobDone(
                    entry.getKey(), JobResult.ungraded("crash", "Agent restarted", "")));
            }
        }
    }

    /** As in INGInious, any registered agent may report about any job: an agent that is retiring has another routing id. */
    private Optional<DispatchedJob> findRunning(ZmqPeer agent, String jobId) {
        Optional<DispatchedJob> job = agents.find(agent).map(_ -> running.get(jobId));
        if (job.isEmpty()) {
            LOG.warn("Ignored a message from {} about job {}: the sender is not a registered agent, or the job is not running",
                agent, jobId);
        }
        return job;
    }

    private void enqueue(ZmqPeer client, ClientMessage.NewJob job) {
        if (waiting.contains(job.jobId()) || running.containsKey(job.jobId())) {
            LOG.warn("Rejected job {} from client {}: duplicate job id", job.jobId(), client);
            outgoing.sendToClient(client, resultOfBackend(job.jobId(), "crash", "Duplicate job id", ""));
            return;
        }
        waiting.add(client, job);
        EnvironmentKey key = new EnvironmentKey(job.environmentType(), job.environment());
        queue.onEnqueued(job.jobId(), environments.hasEnvironment(key) ? key.toString() : null);
        dispatch();
    }

    /** Sends one job to each agent per round, so that jobs are spread, until no agent with free capacity has a job. */
    private void dispatch() {
        boolean sent = true;
        while (sent) {
            sent = false;
            for (ZmqPeer agent : agents.findFree()) {
                Optional<WaitingJobs.Job> job = waiting.removeNext(agents.find(agent).orElseThrow().environments());
                job.ifPresent(next -> send(next, agent));
                sent |= job.isPresent();
            }
        }
    }

    private void send(WaitingJobs.Job job, ZmqPeer agent) {
        ClientMessage.NewJob message = job.message();
        agents.reserveCapacity(agent);
        queue.onDispatched(message.jobId());
        running.put(message.jobId(), new DispatchedJob(agent, job.client(), message, clock.instant().getEpochSecond()));
        LOG.info("Sent job {} to agent {}", message.jobId(), agent);
        outgoing.sendToAgent(agent, new BackendMessage.NewJob(message.jobId(), message.courseId(), message.taskId(), false,
            message.taskProblems(), message.input(), message.environmentType(), message.environment(),
            message.environmentParameters(), message.debug()));
    }

    private void kill(ZmqPeer client, String jobId) {
        Optional<WaitingJobs.Job> removed = waiting.remove(jobId);
        if (removed.isPresent()) {
            WaitingJobs.Job job = removed.get();
            queue.onAnswered(jobId);
            outgoing.sendToClient(job.client(), resultOfBackend(jobId, "killed", "You killed the job", state(job.message())));
        } else if (running.containsKey(jobId)) {
            DispatchedJob job = running.get(jobId);
            outgoing.sendToAgent(job.agent(), new BackendMessage.KillJob(jobId, state(job.message())));
        } else {
            LOG.warn("Ignored a kill from client {}: job {} is unknown", client, jobId);
        }
    }

    private BackendMessage.Queue describeQueue(ZmqPeer requester) {
        return new BackendMessage.Queue(
            running.values().stream().map(job -> new BackendMessage.RunningJob(job.message().jobId(),
                job.client().equals(requester), agents.find(job.agent()).orElseThrow().name(), describeTask(job.message()),
                job.message().launcher(), job.startedSeconds(), timeLimit(job.message()))).toList(),
            waiting.all().stream().map(job -> new BackendMessage.WaitingJob(job.message().jobId(),
                job.client().equals(requester), describeTask(job.message()), job.message().launcher(), timeLimit(job.message())))
                .toList());
    }

    /** Creates a result from the backend itself, with empty output; a rejection by an agent has none. */
    private static BackendMessage.JobDone resultOfBackend(String jobId, String status, String text, String state) {
        return new BackendMessage.JobDone(
            jobId, new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), state, null, "", ""));
    }

    private static String describeTask(ClientMessage.NewJob job) {
        return job.courseId() == null || job.taskId() == null ? job.environment() : job.courseId() + "/" + job.taskId();
    }

    private static String state(ClientMessage.NewJob job) {
        return job.input().getOrDefault("@state", "") instanceof String state ? state : null;
    }

    private static long timeLimit(ClientMessage.NewJob job) {
        Object limits = job.environmentParameters().get("limits");
        return limits instanceof Map<?, ?> map && map.get("time") instanceof Number seconds ? seconds.longValue() : UNKNOWN_TIME;
    }
}
