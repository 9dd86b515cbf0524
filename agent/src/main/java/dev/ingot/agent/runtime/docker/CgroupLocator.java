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
 * Where an engine puts the cgroups of its containers. The usual places are tried first; where the engine was told of
 * another parent, the tree is searched. What is found of the first container goes for all.
 */
final class CgroupLocator {

    private static final String ID = "{id}";
    private static final int SEARCH_DEPTH = 8;
    private static final List<String> COMMON_PATTERNS = List.of(
        "docker/{id}",
        "system.slice/docker-{id}.scope",
        "machine.slice/libpod-{id}.scope",
        "libpod_parent/libpod-{id}");
    /** Under systemd, and under Podman, crun puts the processes one level deeper: the container takes that for its root. */
    private static final String CRUN_SUBGROUP = "/container";

    private final Optional<CgroupTree> tree;
    private volatile String knownPattern;

    /** @param tree empty when the engine's cgroups are out of sight */
    CgroupLocator(Optional<CgroupTree> tree) {
        this.tree = tree;
    }

    /** Whether the cgroups of containers can be seen at all. */
    boolean canSeeCgroups() {
        return tree.isPresent();
    }

    /** Whether {@link CgroupStats#enableOomGroup} will work on the containers to come. */
    boolean canSetOomGroup() {
        return tree.map(host -> host.unified() && Files.isWritable(host.memory().resolve("cgroup.procs"))).orElse(false);
    }

    /** The cgroup of a container that runs. */
    Optional<CgroupStats> find(String id) {
        return tree.flatMap(host -> knownPattern == null ? discover(host, id) : host.group(path(knownPattern, id)));
    }

    private Optional<CgroupStats> discover(CgroupTree host, String id) {
        knownPattern = COMMON_PATTERNS.stream().filter(place -> host.group(path(place, id)).isPresent()).findFirst()
            .or(() -> search(host.memory(), id))
            .map(place -> host.group(path(place + CRUN_SUBGROUP, id)).isPresent() ? place + CRUN_SUBGROUP : place)
            .orElse(null);
        return knownPattern == null ? Optional.empty() : host.group(path(knownPattern, id));
    }

    private static Optional<String> search(Path root, String id) {
        try (Stream<Path> groups = Files.find(root, SEARCH_DEPTH, (path, attributes) ->
                attributes.isDirectory() && path.getFileName().toString().contains(id))) {
            return groups.findFirst().map(path -> root.relativize(path).toString().replace(id, ID));
        } catch (IOException | UncheckedIOException e) {
            // Groups come and go while we walk; the next container is another chance.
            return Optional.empty();
        }
    }

    private static Path path(String place, String id) {
        return Path.of(place.replace(ID, id));
    }
}
