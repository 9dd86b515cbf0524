package dev.ingot.agent.pool;

/**
 * How many parked slots each environment of a runtime may have.
 *
 * @param min      kept while it is used
 * @param max      kept when jobs come often
 * @param students whether student containers are parked too, where jobs ask for them
 */
public record Warmth(int min, int max, boolean students) {
    /** Of slots with students. */
    public Warmth(int min, int max) {
        this(min, max, true);
    }

    public Warmth {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("from " + min + " to " + max + " slots");
        }
    }
}
