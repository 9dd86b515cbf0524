package dev.ingot.agent.cli;

import dev.ingot.agent.config.Problem;

/**
 * What the doctor says of one thing.
 *
 * @param remedy empty when all is well
 */
record Finding(Grade grade, String subject, String what, String remedy) {

    /** How grave it is. */
    enum Grade {
        PASS,
        /** The agent works, with less than it could have. */
        CAUTION,
        /** The agent would not start, or would grade nothing. */
        FAIL
    }

    static Finding pass(String subject, String what) {
        return new Finding(Grade.PASS, subject, what, "");
    }

    static Finding caution(String subject, String what, String remedy) {
        return new Finding(Grade.CAUTION, subject, what, remedy);
    }

    static Finding fail(String subject, String what, String remedy) {
        return new Finding(Grade.FAIL, subject, what, remedy);
    }

    /** The same as what keeps an agent from starting. */
    Problem problem() {
        return new Problem(subject, what, remedy);
    }

    boolean failed() {
        return grade == Grade.FAIL;
    }

    @Override
    public String toString() {
        String line = String.format("%-8s %s: %s", grade, subject, what);
        return remedy.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(9) + "-> " + remedy;
    }
}
