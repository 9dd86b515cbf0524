package dev.ingot.agent.job;

/** Carries a refusal's text to the place where the job is answered; the cause, where there is one, is for the operator. */
final class JobRefused extends Exception {
    private final Refusal refusal;

    JobRefused(Refusal refusal, String text) {
        this(refusal, text, null);
    }

    JobRefused(Refusal refusal, String text, Throwable cause) {
        super(text, cause);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
