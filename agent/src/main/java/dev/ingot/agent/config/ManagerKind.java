package dev.ingot.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be named as the {@code manager} of a runtime. */
public enum ManagerKind {
    /** A Docker daemon, with any OCI runtime that it knows. */
    DOCKER,
    /** Podman's service, which speaks Docker's API. */
    PODMAN,
    /** An OCI command line, without a daemon. */
    OCI,
    /** LXD or Incus. */
    LXD;

    /** As in the configuration. */
    public String configValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, for messages. */
    public static List<String> configValues() {
        return Arrays.stream(values()).map(ManagerKind::configValue).toList();
    }

    /** Throws {@link IllegalArgumentException} for any other word. */
    static ManagerKind of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.configValue().equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
