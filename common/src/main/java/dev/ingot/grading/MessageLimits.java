package dev.ingot.grading;

/**
 * How large a message of one type may be. All that a container can send is bounded here, but for a result, which may take what
 * its agent can spare.
 *
 * @param bytes  of its frame
 * @param values in it, keys included
 * @param depth  levels of maps and lists
 */
public record MessageLimits(int bytes, long values, int depth) {
    /** The request for a student: a few names and numbers, of which many may wait. */
    static final MessageLimits REQUEST = new MessageLimits(4 << 10, 64, 2);
    /** A few words, a private key among them. */
    static final MessageLimits CREDENTIALS = new MessageLimits(64 << 10, 64, 2);
    /** A shell line, or a piece of a student's input or output: images cut it at 512000 bytes. */
    static final MessageLimits CHUNK = new MessageLimits(2 << 20, 64, 2);
    /** Everything a grader has to say. */
    static final MessageLimits RESULT = new MessageLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
}
