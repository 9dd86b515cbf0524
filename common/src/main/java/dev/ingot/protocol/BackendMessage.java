package dev.ingot.protocol;

import java.util.List;
import java.util.Map;

/** A message from a backend to an agent or a client. */
public sealed interface BackendMessage {

    /** A message to an agent. */
    sealed interface ToAgent extends BackendMessage { }

    /** A message to a client. */
    sealed interface ToClient extends BackendMessage { }

    /**
     * Starts a job on the agent.
     *
     * @param courseId              null for a job without a task; the taskset's id when {@code taskset}
     * @param taskId                null for a job without a task
     * @param taskset               whether the backend used the key "taskset_id" for the course; texts then say taskset
     * @param input                 the submission, passed to the grader unchanged
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
     * @param state state to return in the result; null when an old backend does not send it
     */
    record KillJob(String jobId, String state) implements ToAgent { }

    /** Requests a {@link AgentMessage.Pong}. */
    record Ping() implements ToAgent { }

    /** Answers a client's ping. */
    record Pong() implements ToClient { }

    /** Rejects a message of a client that has not sent a hello. */
    record Unknown() implements ToClient { }

    /**
     * Announces the environments that agents offer.
     *
     * @param environments environment type to environment names
     */
    record UpdateEnvironments(Map<String, List<String>> environments) implements ToClient { }

    /** Reports that an agent accepted the job. */
    record JobStarted(String jobId) implements ToClient { }

    /** Contains the result of the job. */
    record JobDone(String jobId, JobResult result) implements ToClient { }

    /** Contains the address and the credentials of a debug session. */
    record JobSshDebug(String jobId, String host, int port, String user, String password) implements ToClient { }

    /** Contains the jobs in the queue. */
    record Queue(List<RunningJob> running, List<WaitingJob> waiting) implements ToClient { }

    /**
     * A job that an agent is running.
     *
     * @param mine    whether the client that requested the queue submitted it
     * @param agent   name of the agent
     * @param info    "course/task", or the environment's name for a job without a task
     * @param launcher name of the client, or of the person for whom it submitted the job
     * @param started seconds since the epoch
     * @param maxTime time limit in seconds; -1 when not known
     */
    record RunningJob(
        String jobId, boolean mine, String agent, String info, String launcher, long started, long maxTime) { }

    /** A job that waits for an agent; fields as in {@link RunningJob}. */
    record WaitingJob(String jobId, boolean mine, String info, String launcher, long maxTime) { }
}
