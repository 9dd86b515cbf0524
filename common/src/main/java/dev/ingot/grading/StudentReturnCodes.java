package dev.ingot.grading;

/** Return values of run_student with a meaning of their own; task authors test for them. */
public final class StudentReturnCodes {
    /** Killed by the memory limit. */
    public static final int OVERFLOW = 252;
    /** Killed by a time limit, CPU or wall. */
    public static final int TIMEOUT = 253;
    /** The container could not be made or started, or what was asked for is not offered. */
    public static final int REJECTED = 254;

    private StudentReturnCodes() { }
}
