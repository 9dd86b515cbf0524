package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;

/**
 * Reports the result of one check.
 *
 * @param subject     what was checked
 * @param description what was found
 * @param remedy      what to do about it; empty when nothing is wrong
 */
public record Finding(Severity severity, String subject, String description, String remedy) {

    /** Says how serious a finding is. */
    enum Severity {
        /** Nothing is wrong. */
        PASS,
        /** The agent works with a restriction. */
        CAUTION,
        /** The agent cannot start, or cannot grade. */
        FAIL
    }

    /** Creates a finding without a problem. */
    static Finding pass(String subject, String description) {
        return new Finding(Severity.PASS, subject, description, "");
    }

    /** Creates a finding with which the agent works, but restricted. */
    public static Finding caution(String subject, String description, String remedy) {
        return new Finding(Severity.CAUTION, subject, description, remedy);
    }

    /** Creates a finding that keeps the agent from starting or from grading. */
    public static Finding fail(String subject, String description, String remedy) {
        return new Finding(Severity.FAIL, subject, description, remedy);
    }

    /** Converts the finding to a problem, without its severity. */
    public Problem toProblem() {
        return new Problem(subject, description, remedy);
    }

    /** Returns whether the severity is FAIL. */
    public boolean isFailure() {
        return severity == Severity.FAIL;
    }

    @Override
    public String toString() {
        String line = String.format("%-8s %s: %s", severity, subject, description);
        return remedy.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(9) + "-> " + remedy;
    }
}
