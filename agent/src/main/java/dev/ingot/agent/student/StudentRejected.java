package dev.ingot.agent.student;

/** A student container cannot be had; the text is for the operator, the grader is told 254. */
final class StudentRejected extends Exception {
    StudentRejected(String reason) {
        super(reason);
    }

    StudentRejected(String reason, Throwable cause) {
        super(reason, cause);
    }
}
