package dev.ingot.protocol;

/** Reports a BackendNewJob whose id is readable although the whole message is not; the backend still waits for its result. */
public final class UnreadableJob extends MalformedMessage {
    private final String jobId;
    private final boolean taskset;
    private final String state;
    private final String field;

    /**
     * Creates an exception.
     *
     * @param jobId   id of the job
     * @param taskset whether the backend used the key "taskset_id" for the course
     * @param state   state of the submission as the backend sent it; null for nil, empty when it is unreadable
     * @param field   first unreadable field; empty when the frame as a whole is unreadable
     * @param problem description of the error for the operator
     */
    UnreadableJob(String jobId, boolean taskset, String state, String field, MalformedMessage problem) {
        super(problem.getMessage(), problem);
        this.jobId = jobId;
        this.taskset = taskset;
        this.state = state;
        this.field = field;
    }

    /** Returns the id of the job. */
    public String jobId() {
        return jobId;
    }

    /** Returns whether the backend used the key "taskset_id" for the course. */
    public boolean isTaskset() {
        return taskset;
    }

    /** Returns the state of the submission; null for nil, empty when it is unreadable. */
    public String state() {
        return state;
    }

    /** Returns the first unreadable field; empty when the frame as a whole is unreadable. */
    public String field() {
        return field;
    }
}
