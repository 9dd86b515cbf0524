package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be named as the {@code manager} of a runtime. */
public enum EngineKind {
    /** A Docker daemon, with any OCI runtime that it knows. */
    DOCKER,
    /** Podman's service, which speaks Docker's API. */
    PODMAN,
    /** An OCI command line, without a daemon. */
    OCI,
    /** LXD or Incus. */
    LXD;

    /** As in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, for messages. */
    public static List<String> words() {
        return Arrays.stream(values()).map(EngineKind::word).toList();
    }

    /** Throws {@link IllegalArgumentException} for any other word. */
    static EngineKind of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
