package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where a direct runtime keeps what containers write. */
public enum WritableLayerStorage {
    /** In memory that counts as the container's. */
    MEMORY,
    /** In a file on the host's disk. */
    DISK;

    static List<String> configValues() {
        return Arrays.stream(values()).map(WritableLayerStorage::configValue).toList();
    }

    static WritableLayerStorage of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As configurations spell it. */
    public String configValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
