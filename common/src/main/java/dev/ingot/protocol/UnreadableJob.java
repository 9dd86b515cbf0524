package dev.ingot.protocol;

/** A BackendNewJob whose id can be read and whose rest cannot: the backend waits for its answer all the same. */
public final class UnreadableJob extends MalformedMessage {
    private final String jobId;
    private final boolean taskset;
    private final String state;
    private final String field;

    /**
     * @param taskset whether the backend names the course "taskset_id"
     * @param state   the submission's state as the backend sent it; null for nil, empty when it cannot be read
     * @param field   the first field that cannot be read; empty when the frame as a whole cannot
     * @param problem what is wrong, for the operator
     */
    UnreadableJob(String jobId, boolean taskset, String state, String field, MalformedMessage problem) {
        super(problem.getMessage(), problem);
        this.jobId = jobId;
        this.taskset = taskset;
        this.state = state;
        this.field = field;
    }

    public String jobId() {
        return jobId;
    }

    public boolean isTaskset() {
        return taskset;
    }

    public String state() {
        return state;
    }

    public String field() {
        return field;
    }
}
