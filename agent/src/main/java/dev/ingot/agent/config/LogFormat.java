package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The format of log lines. */
public enum LogFormat {
    /** Text for reading. */
    TEXT,
    /** One JSON object in each line. */
    JSON;

    /** Returns the value as the configuration spells it. */
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
