package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.UserNamespace;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether containers can have user namespaces on this host.
 *
 * @param folders of which containers see something, or the nearest existing parents
 * @param release the kernel's version, as {@code uname -r} prints it
 * @param others  the ids that are given to the host's users
 */
public record UserMappingProbe(List<Path> folders, String release, SubordinateIds others) {

    /** Returns the probe of this host. */
    public static UserMappingProbe of(List<Path> folders) {
        return new UserMappingProbe(folders, System.getProperty("os.version"), SubordinateIds.ofHost());
    }

    /** Returns what makes user namespaces impossible; empty when they are possible. Creates one for the check. */
    public Optional<String> findBlocker() {
        if (!OciProbe.canKernelMapOwners(release)) {
            return Optional.of("Linux " + release + " cannot map owners on an overlay (5.19 can)");
        }
        try {
            UserNamespace.tryMapping(IdRanges.FIRST, UserMapping.COUNT,
                folders.stream().map(UserMappingProbe::nearestExisting).distinct().toList());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Returns what makes user namespaces impossible, or unsafe because ids are given to a user of the host; empty when
     * neither.
     */
    public Optional<String> findBlockerOrConflict() {
        try {
            return others.findOverlap(IdRanges.FIRST, IdRanges.END)
                .map(line -> line + ", and containers would use some of these ids").or(this::findBlocker);
        } catch (IOException e) {
            return Optional.of("cannot read which ids are free: " + e.getMessage());
        }
    }

    private static Path nearestExisting(Path folder) {
        Path found = folder.toAbsolutePath();
        while (!Files.exists(found)) {
            found = found.getParent();
        }
        return found;
    }
}
