package dev.ingot.protocol;

import java.util.List;
import java.util.Map;

/** A message from an agent to its backend. */
public sealed interface AgentMessage {

    /**
     * Registers the agent. Backends treat a second hello from the same routing id as a restart of the agent: every running job is
     * answered as crashed.
     *
     * @param friendlyName name of the agent for people
     * @param capacity     number of jobs that the agent runs at once
     * @param environments environment type, then environment name, to the environment
     */
    record Hello(String friendlyName, int capacity, Map<String, Map<String, Environment>> environments)
        implements AgentMessage { }

    /**
     * Describes one environment in a hello.
     *
     * @param id         image id, {@code sha256:...}
     * @param title      title for people
     * @param created    seconds since the epoch; backends prefer the newest image of a name
     * @param ports      container ports published for every job
     * @param runtime    name of the runtime
     * @param advertised whether frontends show it; newer backends register an agent incompletely when a hello lacks this field
     */
    record Environment(String id, String title, long created, List<Integer> ports, String runtime, boolean advertised) { }

    /** Reports that the agent accepted the job; sent before any check. */
    record JobStarted(String jobId) implements AgentMessage { }

    /** Contains the result of a job; sent once for every job. */
    record JobDone(String jobId, JobResult result) implements AgentMessage { }

    /** Contains the address and the credentials of a debug session, for the person who requested it. */
    record JobSshDebug(String jobId, String host, int port, String user, String password) implements AgentMessage { }

    /** Answers a ping. */
    record Pong() implements AgentMessage { }
}
