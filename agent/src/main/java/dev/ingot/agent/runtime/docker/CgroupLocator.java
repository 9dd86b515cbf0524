package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.CgroupTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the cgroups of a manager's containers. Tries the managers' default paths first, and searches the tree when the manager
 * is configured with another parent. The path pattern found for the first container is used for all.
 */
final class CgroupLocator {

    private static final String ID = "{id}";
    private static final int SEARCH_DEPTH = 8;
    private static final List<String> COMMON_PATTERNS = List.of(
        "docker/{id}",
        "system.slice/docker-{id}.scope",
        "machine.slice/libpod-{id}.scope",
        "libpod_parent/libpod-{id}");
    /** With systemd, and with Podman, crun puts the processes one level deeper; that group is the container's cgroup root. */
    private static final String CRUN_SUBGROUP = "/container";

    private final Optional<CgroupTree> tree;
    private volatile String knownPattern;

    /** @param tree empty when the agent cannot read the cgroups of the manager's containers */
    CgroupLocator(Optional<CgroupTree> tree) {
        this.tree = tree;
    }

    /** Returns whether the agent can read the cgroups of containers. */
    boolean canSeeCgroups() {
        return tree.isPresent();
    }

    /** Returns whether {@link CgroupStats#enableOomGroup} will work for containers. */
    boolean canSetOomGroup() {
        return tree.map(host -> host.unified() && Files.isWritable(host.memory().resolve("cgroup.procs"))).orElse(false);
    }

    /** Returns the cgroup of a running container; empty when it cannot be found. */
    Optional<CgroupStats> find(String id) {
        return tree.flatMap(host -> knownPattern == null ? discover(host, id) : host.group(path(knownPattern, id)));
    }

    private Optional<CgroupStats> discover(CgroupTree host, String id) {
        knownPattern = COMMON_PATTERNS.stream().filter(pattern -> host.group(path(pattern, id)).isPresent()).findFirst()
            .or(() -> search(host.memory(), id))
            .map(pattern -> host.group(path(pattern + CRUN_SUBGROUP, id)).isPresent() ? pattern + CRUN_SUBGROUP : pattern)
            .orElse(null);
        return knownPattern == null ? Optional.empty() : host.group(path(knownPattern, id));
    }

    private static Optional<String> search(Path root, String id) {
        try (Stream<Path> groups = Files.find(root, SEARCH_DEPTH, (path, attributes) ->
                attributes.isDirectory() && path.getFileName().toString().contains(id))) {
            return groups.findFirst().map(path -> root.relativize(path).toString().replace(id, ID));
        } catch (IOException | UncheckedIOException e) {
            // Cgroups are created and removed during the search; the next container triggers another search.
            return Optional.empty();
        }
    }

    private static Path path(String pattern, String id) {
        return Path.of(pattern.replace(ID, id));
    }
}
