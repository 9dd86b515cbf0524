package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Describes a bind mount.
 *
 * @param source       absolute path on the host; must exist
 * @param target       absolute path in the container
 * @param readOnly     whether the container can only read it
 * @param ownerMapping maps the owners when the source is the merged folder of an overlay, for runtimes whose containers have
 *                     a user namespace; empty for all other sources
 */
public record Mount(Path source, String target, boolean readOnly, Optional<OwnerMapping> ownerMapping) {
    /** Returns a writable mount of a source that is no overlay. */
    public static Mount writable(Path source, String target) {
        return new Mount(source, target, false, Optional.empty());
    }

    /** Returns a read-only mount of a source that is no overlay. */
    public static Mount readOnly(Path source, String target) {
        return new Mount(source, target, true, Optional.empty());
    }

    /** Returns a copy with this mapping; empty when the source is no overlay. */
    public Mount withOwnerMapping(Optional<OwnerMapping> mapping) {
        return new Mount(source, target, readOnly, mapping);
    }
}
