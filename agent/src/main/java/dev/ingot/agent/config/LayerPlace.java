package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where a direct runtime keeps what containers write. */
public enum LayerPlace {
    /** In memory that counts as the container's. */
    MEMORY,
    /** In a file on the host's disk. */
    DISK;

    static List<String> words() {
        return Arrays.stream(values()).map(LayerPlace::word).toList();
    }

    static LayerPlace of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As configurations spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
