package dev.ingot.grading;

/**
 * Limits the size of a message of one type. Every message that a container can send has such limits, except a result, which is
 * limited by the memory that the agent can spare.
 *
 * @param bytes  maximum bytes of the frame
 * @param values maximum number of values, keys included
 * @param depth  maximum levels of maps and lists
 */
public record MessageLimits(int bytes, long values, int depth) {
    /** Request for a student container: a few names and numbers. Small, because many requests may wait. */
    static final MessageLimits REQUEST = new MessageLimits(4 << 10, 64, 2);
    /** SSH credentials: a few strings, one of them a private key. */
    static final MessageLimits CREDENTIALS = new MessageLimits(64 << 10, 64, 2);
    /** Shell command, or a piece of a student's input or output; images split these at 512000 bytes. */
    static final MessageLimits CHUNK = new MessageLimits(2 << 20, 64, 2);
    /** Result of the grading; no limit here. */
    static final MessageLimits RESULT = new MessageLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
}
