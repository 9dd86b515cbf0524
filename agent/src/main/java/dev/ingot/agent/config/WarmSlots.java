package dev.ingot.agent.config;

/**
 * How many started grading containers are kept ready for each environment of a runtime.
 *
 * @param min while it is used
 * @param max when jobs come often
 */
public record WarmSlots(int min, int max) {
    public static final WarmSlots NONE = new WarmSlots(0, 0);
}
