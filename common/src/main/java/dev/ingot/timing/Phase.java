package dev.ingot.timing;

/**
 * Where a job is. In the terms of the 2020 study: creation time is {@link #CREATE}, starting time {@link #START},
 * execution time {@link #GRADE}; boot is CREATE + START.
 */
public enum Phase {
    /** Decoded, announced as started, planned or refused. */
    ADMIT,
    /** Ports leased, job directory filled from the task store. */
    STAGE,
    /** The runtime makes the container. */
    CREATE,
    /** The runtime starts it; stdio attached. */
    START,
    /** From the start order to the grader's result, or to the end of the container. */
    GRADE,
    /** From the certain verdict to the answer on the wire. */
    REPLY,
    /** Until the container and its students are gone. */
    EXIT,
    /** Everything unwound: containers removed, directory deleted, ports returned. */
    CLEAN
}
