package dev.ingot.protocol;

import java.util.List;
import java.util.Map;

/** What a backend tells its agents and its clients. */
public sealed interface BackendMessage {

    /** To an agent. */
    sealed interface ToAgent extends BackendMessage { }

    /** To a client. */
    sealed interface ToClient extends BackendMessage { }

    /**
     * A job for the agent.
     *
     * @param courseId              null for a job without a task; the taskset's id when {@code taskset}
     * @param taskId                null for a job without a task
     * @param taskset               whether the backend named the course "taskset_id": texts then speak of tasksets
     * @param input                 the submission, handed to the grader as it stands
     * @param environmentParameters limits, network, run command; not validated here
     * @param debug                 {@code Boolean}, or the string "ssh"
     */
    record NewJob(
        String jobId,
        String courseId,
        String taskId,
        boolean taskset,
        Map<String, Object> taskProblems,
        Map<String, Object> input,
        String environmentType,
        String environment,
        Map<String, Object> environmentParameters,
        Object debug) implements ToAgent { }

    /**
     * Ends a job.
     *
     * @param state the state to answer with; null when an old backend does not send it
     */
    record KillJob(String jobId, String state) implements ToAgent { }

    /** Asks for a {@link AgentMessage.Pong}. */
    record Ping() implements ToAgent { }

    /** Answer to a client's ping. */
    record Pong() implements ToClient { }

    /** The client must say hello first. */
    record Unknown() implements ToClient { }

    /** Environment type to the names that agents offer. */
    record UpdateEnvironments(Map<String, List<String>> environments) implements ToClient { }

    /** An agent took the job. */
    record JobStarted(String jobId) implements ToClient { }

    /** The job's outcome. */
    record JobDone(String jobId, JobResult result) implements ToClient { }

    /** A debug session is open. */
    record JobSshDebug(String jobId, String host, int port, String user, String password) implements ToClient { }

    /** The queue as it stands. */
    record Queue(List<RunningJob> running, List<WaitingJob> waiting) implements ToClient { }

    /**
     * A job that an agent works on.
     *
     * @param mine    whether the asking client submitted it
     * @param info    "course/task", or the environment's name for a job without a task
     * @param started seconds since the epoch
     * @param maxTime seconds, -1 when not known
     */
    record RunningJob(
        String jobId, boolean mine, String agent, String info, String launcher, long started, long maxTime) { }

    /** A job that waits for an agent; fields as in {@link RunningJob}. */
    record WaitingJob(String jobId, boolean mine, String info, String launcher, long maxTime) { }
}
