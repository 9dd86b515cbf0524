package dev.ingot.agent.job;

/** Carries a refusal's text to the place where the job is answered; the cause, where there is one, is for the operator. */
final class JobRefused extends Exception {
    JobRefused(String text) {
        super(text);
    }

    JobRefused(String text, Throwable cause) {
        super(text, cause);
    }
}
