package dev.ingot.agent.grader;

/** A student container cannot be had; the text is for the operator, the grader is told 254. */
final class StudentRefused extends Exception {
    StudentRefused(String reason) {
        super(reason);
    }

    StudentRefused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
