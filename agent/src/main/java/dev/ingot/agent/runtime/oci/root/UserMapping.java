package dev.ingot.agent.runtime.oci.root;

import java.nio.file.Path;

/**
 * Users and groups of a container that are others on the host.
 *
 * @param namespace the user namespace's file
 * @param first     who its root is on the host; the others follow
 */
public record UserMapping(Path namespace, long first) {

    /** How many there are: all that files of images name, up to nobody (65534). */
    public static final long COUNT = 1 << 16;
}
