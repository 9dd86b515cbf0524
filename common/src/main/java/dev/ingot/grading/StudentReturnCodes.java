package dev.ingot.grading;

/** Return values of run_student with a special meaning; task authors test for them. */
public final class StudentReturnCodes {
    /** The student container was killed by the memory limit. */
    public static final int OVERFLOW = 252;
    /** The student container was killed by a limit of CPU or wall time. */
    public static final int TIMEOUT = 253;
    /** The student container could not be created or started, or the requested environment or option is not offered. */
    public static final int REJECTED = 254;

    private StudentReturnCodes() { }
}
