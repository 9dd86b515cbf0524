package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How log lines are written. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object for each line. */
    JSON;

    /** As in the configuration. */
    public String configValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> configValues() {
        return Arrays.stream(values()).map(LogFormat::configValue).toList();
    }

    static LogFormat of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
