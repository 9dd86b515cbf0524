package dev.ingot.agent.config;

/**
 * How many started grading containers are kept ready for each environment of a runtime.
 *
 * @param min      while it is used
 * @param max      when jobs come often
 * @param students whether student containers are kept ready beside them, where recent jobs asked for any
 */
public record WarmPoolConfig(int min, int max, boolean students) {
    public static final WarmPoolConfig NONE = new WarmPoolConfig(0, 0, true);
}
