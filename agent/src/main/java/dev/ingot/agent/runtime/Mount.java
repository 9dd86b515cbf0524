package dev.ingot.agent.runtime;

import java.nio.file.Path;

/**
 * A bind mount.
 *
 * @param source on the host, absolute; must exist
 * @param target in the container, absolute
 */
public record Mount(Path source, String target, boolean readOnly) {
    public static Mount writable(Path source, String target) {
        return new Mount(source, target, false);
    }

    public static Mount readOnly(Path source, String target) {
        return new Mount(source, target, true);
    }
}
