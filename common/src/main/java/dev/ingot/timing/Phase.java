package dev.ingot.timing;

/**
 * A phase of a job. In the terms of the 2020 study, {@link #CREATE} is the creation time, {@link #START} the starting time,
 * {@link #GRADE} the execution time, and CREATE + START the boot time.
 */
public enum Phase {
    /** The job is decoded, announced as started, and planned or rejected. */
    ADMIT,
    /** Ports are leased, and the job directory is filled from the task store. */
    STAGE,
    /** The runtime creates the container. */
    CREATE,
    /** The runtime starts the container, and the agent attaches to its standard streams. */
    START,
    /** The grader runs: from the start order to its result, or to the end of the container. */
    GRADE,
    /** The result is sent: from the final verdict until the message is handed to the socket. */
    REPLY,
    /** The container and its student containers exit. */
    EXIT,
    /** The containers are removed, the directory is deleted, and the ports are returned. */
    CLEAN
}
