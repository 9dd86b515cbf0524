package dev.ingot.agent.sandbox;

/**
 * How many parked slots each environment of a runtime may have.
 *
 * @param min      kept while it is used
 * @param max      kept when jobs come often
 * @param withStudents whether student containers are parked too, where jobs ask for them
 */
public record IdleBounds(int min, int max, boolean withStudents) {
    /** Of slots with students. */
    public IdleBounds(int min, int max) {
        this(min, max, true);
    }

    public IdleBounds {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("from " + min + " to " + max + " slots");
        }
    }
}
