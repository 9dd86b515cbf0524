package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;

/**
 * What the doctor says of one thing.
 *
 * @param remedy empty when all is well
 */
public record Finding(Severity severity, String subject, String description, String remedy) {

    /** How grave it is. */
    enum Severity {
        PASS,
        /** The agent works, with less than it could have. */
        CAUTION,
        /** The agent would not start, or would grade nothing. */
        FAIL
    }

    static Finding pass(String subject, String what) {
        return new Finding(Severity.PASS, subject, what, "");
    }

    public static Finding caution(String subject, String what, String remedy) {
        return new Finding(Severity.CAUTION, subject, what, remedy);
    }

    public static Finding fail(String subject, String what, String remedy) {
        return new Finding(Severity.FAIL, subject, what, remedy);
    }

    /** The same as what keeps an agent from starting. */
    public Problem toProblem() {
        return new Problem(subject, description, remedy);
    }

    public boolean isFailure() {
        return severity == Severity.FAIL;
    }

    @Override
    public String toString() {
        String line = String.format("%-8s %s: %s", severity, subject, description);
        return remedy.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(9) + "-> " + remedy;
    }
}
