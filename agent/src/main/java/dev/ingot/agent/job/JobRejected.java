package dev.ingot.agent.job;

/** Carries a refusal's text to the place where the job is answered; the cause, where there is one, is for the operator. */
final class JobRejected extends Exception {
    private final RejectionReason reason;

    JobRejected(RejectionReason refusal, String text) {
        this(refusal, text, null);
    }

    JobRejected(RejectionReason reason, String text, Throwable cause) {
        super(text, cause);
        this.reason = reason;
    }

    RejectionReason reason() {
        return reason;
    }
}
