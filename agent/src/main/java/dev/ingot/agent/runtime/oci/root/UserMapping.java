package dev.ingot.agent.runtime.oci.root;

import java.nio.file.Path;

/**
 * The user namespace of a container.
 *
 * @param namespace the file of the namespace
 * @param first     the id on the host of its root user; those of the others follow
 */
public record UserMapping(Path namespace, long first) {

    /** The number of ids: all that images use, up to nobody (65534). */
    public static final long COUNT = 1 << 16;
}
