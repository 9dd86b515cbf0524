package dev.ingot.backend;

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
 * What the backend decides: which job goes to which agent, and what everyone is told. It behaves like the Python backend.
 * Not thread-safe; knows neither sockets nor threads.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long UNKNOWN_TIME = -1;

    /** A job that an agent has. */
    private record Running(Peer agent, Peer client, ClientMessage.NewJob message, long startedSeconds) { }

    private final Outgoing outgoing;
    private final InstantSource clock;
    private final QueueListener queue;
    private final AgentRoster agents = new AgentRoster();
    private final EnvironmentCatalog environments = new EnvironmentCatalog();
    private final Set<Peer> clients = new LinkedHashSet<>();
    private final WaitingJobs waiting = new WaitingJobs();
    private final Map<String, Running> running = new LinkedHashMap<>();

    /**
     * @param clock tells when jobs started, for people who look at the queue
     */
    public Dispatcher(Outgoing outgoing, InstantSource clock) {
        this(outgoing, clock, QueueListener.NONE);
    }

    public Dispatcher(Outgoing outgoing, InstantSource clock, QueueListener queue) {
        this.outgoing = outgoing;
        this.clock = clock;
        this.queue = queue;
    }

    public void receive(Peer agent, AgentMessage message) {
        switch (message) {
            case AgentMessage.Hello hello -> welcome(agent, hello);
            case AgentMessage.JobStarted(String jobId) -> running(agent, jobId).ifPresent(job -> {
                queue.started(jobId);
                outgoing.toClient(job.client(), new BackendMessage.JobStarted(jobId));
            });
            case AgentMessage.JobSshDebug(String jobId, String host, int port, String user, String password) ->
                running(agent, jobId).ifPresent(job -> outgoing.toClient(
                    job.client(), new BackendMessage.JobSshDebug(jobId, host, port, user, password)));
            case AgentMessage.JobDone(String jobId, JobResult result) -> running(agent, jobId).ifPresentOrElse(job -> {
                running.remove(jobId);
                queue.answered(jobId);
                agents.freeSlot(agent);
                LOG.info("Job {} ended: {}", jobId, result.status());
                outgoing.toClient(job.client(), new BackendMessage.JobDone(jobId, result));
                dispatch();
            }, () -> queue.answeredInVain(jobId));
            case AgentMessage.Pong() -> agents.answeredPing(agent);
        }
    }

    public void receive(Peer client, ClientMessage message) {
        if (!(message instanceof ClientMessage.Hello) && !clients.contains(client)) {
            outgoing.toClient(client, new BackendMessage.Unknown());
            return;
        }
        switch (message) {
            case ClientMessage.Hello(String name) -> {
                LOG.info("Client {} ({}) said hello", client, name);
                clients.add(client);
                outgoing.toClient(client, new BackendMessage.UpdateEnvironments(environments.advertised()));
            }
            case ClientMessage.NewJob job -> enqueue(client, job);
            case ClientMessage.KillJob(String jobId) -> kill(client, jobId);
            case ClientMessage.GetQueue() -> outgoing.toClient(client, queue(client));
            case ClientMessage.Ping() -> outgoing.toClient(client, new BackendMessage.Pong());
        }
    }

    /** To be called once a second: pings agents, and gives up those that stayed silent. */
    public void tick() {
        for (Peer silent : agents.silent()) {
            LOG.warn("Agent {} ({}) does not respond: removing it", silent, agents.find(silent).orElseThrow().name());
            dismiss(silent);
        }
        agents.countPing();
        agents.all().forEach(agent -> outgoing.toAgent(agent, new BackendMessage.Ping()));
    }

    private void welcome(Peer peer, AgentMessage.Hello hello) {
        LOG.info("Agent {} ({}) said hello, {} slots", peer, hello.friendlyName(), hello.slots());
        if (agents.find(peer).isPresent()) {
            dismiss(peer);
        }
        agents.add(peer, hello);
        environments.add(hello);
        dispatch();
        BackendMessage.ToClient update = new BackendMessage.UpdateEnvironments(environments.advertised());
        clients.forEach(client -> outgoing.toClient(client, update));
    }

    /** Forgets an agent; its jobs are lost. */
    private void dismiss(Peer agent) {
        agents.remove(agent);
        for (Map.Entry<String, Running> entry : List.copyOf(running.entrySet())) {
            if (entry.getValue().agent().equals(agent)) {
                running.remove(entry.getKey());
                queue.answered(entry.getKey());
                outgoing.toClient(entry.getValue().client(), new BackendMessage.JobDone(
                    entry.getKey(), JobResult.bare("crash", "Agent restarted", "")));
            }
        }
    }

    /** As in INGInious, any registered agent may speak of a job: one that retires answers under another name. */
    private Optional<Running> running(Peer agent, String jobId) {
        Optional<Running> job = agents.find(agent).map(_ -> running.get(jobId));
        if (job.isEmpty()) {
            LOG.warn("{} speaks of job {}; it is no agent, or that does not run", agent, jobId);
        }
        return job;
    }

    private void enqueue(Peer client, ClientMessage.NewJob job) {
        if (waiting.contains(job.jobId()) || running.containsKey(job.jobId())) {
            LOG.warn("Client {} sent job {} a second time", client, job.jobId());
            outgoing.toClient(client, answered(job.jobId(), "crash", "Duplicate job id", ""));
            return;
        }
        waiting.add(client, job);
        Topic topic = new Topic(job.environmentType(), job.environment());
        queue.enqueued(job.jobId(), environments.knows(topic) ? topic.toString() : null);
        dispatch();
    }

    /** Gives every agent a job while there is one for it, one a round so that jobs spread. */
    private void dispatch() {
        boolean sent = true;
        while (sent) {
            sent = false;
            for (Peer agent : agents.free()) {
                Optional<WaitingJobs.Job> job = waiting.take(agents.find(agent).orElseThrow().topics());
                job.ifPresent(next -> send(next, agent));
                sent |= job.isPresent();
            }
        }
    }

    private void send(WaitingJobs.Job job, Peer agent) {
        ClientMessage.NewJob message = job.message();
        agents.occupySlot(agent);
        queue.dispatched(message.jobId());
        running.put(message.jobId(), new Running(agent, job.client(), message, clock.instant().getEpochSecond()));
        LOG.info("Job {} goes to agent {}", message.jobId(), agent);
        outgoing.toAgent(agent, new BackendMessage.NewJob(message.jobId(), message.courseId(), message.taskId(), false,
            message.taskProblems(), message.input(), message.environmentType(), message.environment(),
            message.environmentParameters(), message.debug()));
    }

    private void kill(Peer client, String jobId) {
        Optional<WaitingJobs.Job> removed = waiting.remove(jobId);
        if (removed.isPresent()) {
            WaitingJobs.Job job = removed.get();
            queue.answered(jobId);
            outgoing.toClient(job.client(), answered(jobId, "killed", "You killed the job", state(job.message())));
        } else if (running.containsKey(jobId)) {
            Running job = running.get(jobId);
            outgoing.toAgent(job.agent(), new BackendMessage.KillJob(jobId, state(job.message())));
        } else {
            LOG.warn("Client {} wants to kill job {}, which is unknown", client, jobId);
        }
    }

    private BackendMessage.Queue queue(Peer asking) {
        return new BackendMessage.Queue(
            running.values().stream().map(job -> new BackendMessage.RunningJob(job.message().jobId(),
                job.client().equals(asking), agents.find(job.agent()).orElseThrow().name(), info(job.message()),
                job.message().launcher(), job.startedSeconds(), timeLimit(job.message()))).toList(),
            waiting.all().stream().map(job -> new BackendMessage.WaitingJob(job.message().jobId(),
                job.client().equals(asking), info(job.message()), job.message().launcher(), timeLimit(job.message()))).toList());
    }

    /** An answer of the backend itself, which comes with empty output where an agent's refusal has none. */
    private static BackendMessage.JobDone answered(String jobId, String status, String text, String state) {
        return new BackendMessage.JobDone(
            jobId, new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), state, null, "", ""));
    }

    private static String info(ClientMessage.NewJob job) {
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
