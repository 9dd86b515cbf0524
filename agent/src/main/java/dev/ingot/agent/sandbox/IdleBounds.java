package dev.ingot.agent.sandbox;

/**
 * Bounds the number of warm containers that each environment of a runtime may have.
 *
 * @param min      kept while the environment is in use; at least 0
 * @param max      kept when jobs arrive often; at least {@code min}
 * @param withStudents whether warm student containers are kept too, where jobs request them
 */
public record IdleBounds(int min, int max, boolean withStudents) {
    /** Creates bounds with warm students. */
    public IdleBounds(int min, int max) {
        this(min, max, true);
    }

    public IdleBounds {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("invalid bounds: min " + min + ", max " + max);
        }
    }
}
