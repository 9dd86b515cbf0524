package dev.ingot.agent.config;

/**
 * How many warm grading containers are kept for each environment of a runtime.
 *
 * @param min      while the environment is used, 0 or more
 * @param max      when jobs come often, at least {@code min}
 * @param students whether warm student containers are kept as well, if recent jobs asked for students
 */
public record WarmPoolConfig(int min, int max, boolean students) {
    /** No warm containers. */
    public static final WarmPoolConfig NONE = new WarmPoolConfig(0, 0, true);
}
