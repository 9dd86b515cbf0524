package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A bind mount.
 *
 * @param source on the host, absolute; must exist
 * @param target in the container, absolute
 * @param ownerMapping  of a source that an overlay shows; for runtimes whose containers' users are others on the host
 */
public record Mount(Path source, String target, boolean readOnly, Optional<OwnerMapping> ownerMapping) {
    public static Mount writable(Path source, String target) {
        return new Mount(source, target, false, Optional.empty());
    }

    public static Mount readOnly(Path source, String target) {
        return new Mount(source, target, true, Optional.empty());
    }

    /** The same, of a source that an overlay may show. */
    public Mount withOwnerMapping(Optional<OwnerMapping> present) {
        return new Mount(source, target, readOnly, present);
    }
}
