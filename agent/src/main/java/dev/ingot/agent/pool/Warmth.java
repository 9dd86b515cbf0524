package dev.ingot.agent.pool;

/**
 * How many parked slots each environment of a runtime may have.
 *
 * @param min kept while it is used
 * @param max kept when jobs come often
 */
public record Warmth(int min, int max) {
    public Warmth {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("from " + min + " to " + max + " slots");
        }
    }
}
