package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.UserNamespace;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tries whether containers' users can be others on this host.
 *
 * @param folders that containers see something of, or their nearest parents that exist
 * @param release of the kernel
 * @param others  to whom else ids are given
 */
public record UserMappingProbe(List<Path> folders, String release, SubordinateIds others) {

    /** On this host. */
    public static UserMappingProbe of(List<Path> folders) {
        return new UserMappingProbe(folders, System.getProperty("os.version"), SubordinateIds.ofHost());
    }

    /** What makes it impossible; empty when nothing does. */
    public Optional<String> findBlocker() {
        if (!OciProbe.canKernelMapOwners(release)) {
            return Optional.of("Linux " + release + " cannot show files to other users (5.19 can)");
        }
        try {
            UserNamespace.tryMapping(IdRanges.FIRST, UserMapping.COUNT,
                folders.stream().map(UserMappingProbe::present).distinct().toList());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** What makes it impossible or unwise; empty when nothing does. */
    public Optional<String> findBlockerOrConflict() {
        try {
            return others.findOverlap(IdRanges.FIRST, IdRanges.END)
                .map(line -> line + ", of which some would be containers' ids").or(this::findBlocker);
        } catch (IOException e) {
            return Optional.of("it cannot be told whose ids are free: " + e.getMessage());
        }
    }

    private static Path present(Path folder) {
        Path found = folder.toAbsolutePath();
        while (!Files.exists(found)) {
            found = found.getParent();
        }
        return found;
    }
}
