package dev.ingot.agent.job;

/** Signals that a job gets no container. The message is for the student; the cause, if any, is for the operator. */
final class JobRejected extends Exception {
    private final RejectionReason reason;

    JobRejected(RejectionReason reason, String text) {
        this(reason, text, null);
    }

    JobRejected(RejectionReason reason, String text, Throwable cause) {
        super(text, cause);
        this.reason = reason;
    }

    RejectionReason reason() {
        return reason;
    }
}
