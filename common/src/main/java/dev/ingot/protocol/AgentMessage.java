package dev.ingot.protocol;

import java.util.List;
import java.util.Map;

/** What an agent tells its backend. */
public sealed interface AgentMessage {

    /**
     * The agent registers. Backends treat a second hello from the same routing id as a restart of the agent: every
     * running job is answered as crashed.
     *
     * @param capacity        jobs the agent takes at once
     * @param environments environment type, then environment name, to what it offers
     */
    record Hello(String friendlyName, int capacity, Map<String, Map<String, Environment>> environments)
        implements AgentMessage { }

    /**
     * One environment in a hello.
     *
     * @param id         image id, {@code sha256:...}
     * @param created    seconds since the epoch; backends prefer the newest image of a name
     * @param ports      container ports published for every job
     * @param advertised whether frontends show it; a hello without it half registers the agent on newer backends
     */
    record Environment(String id, String title, long created, List<Integer> ports, String runtime, boolean advertised) { }

    /** The agent took the job; sent before any check. */
    record JobStarted(String jobId) implements AgentMessage { }

    /** The one answer every job gets. */
    record JobDone(String jobId, JobResult result) implements AgentMessage { }

    /** How the person who asked for a debug session reaches it. */
    record JobSshDebug(String jobId, String host, int port, String user, String password) implements AgentMessage { }

    /** Answer to a ping. */
    record Pong() implements AgentMessage { }
}
