package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.linux.Cgroup;
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
final class CgroupPlaces {

    private static final String ID = "{id}";
    private static final int DEPTH = 8;
    private static final List<String> USUAL = List.of(
        "docker/{id}",
        "system.slice/docker-{id}.scope",
        "machine.slice/libpod-{id}.scope",
        "libpod_parent/libpod-{id}");
    /** Under systemd, and under Podman, crun puts the processes one level deeper: the container takes that for its root. */
    private static final String INNER = "/container";

    private final Optional<CgroupTree> tree;
    private volatile String known;

    /** @param tree empty when the engine's cgroups are out of sight */
    CgroupPlaces(Optional<CgroupTree> tree) {
        this.tree = tree;
    }

    /** Whether the cgroups of containers can be seen at all. */
    boolean visible() {
        return tree.isPresent();
    }

    /** Whether {@link Cgroup#killTogether} will work on the containers to come. */
    boolean canKillTogether() {
        return tree.map(host -> host.unified() && Files.isWritable(host.memory().resolve("cgroup.procs"))).orElse(false);
    }

    /** The cgroup of a container that runs. */
    Optional<Cgroup> find(String id) {
        return tree.flatMap(host -> known == null ? discover(host, id) : host.group(path(known, id)));
    }

    private Optional<Cgroup> discover(CgroupTree host, String id) {
        known = USUAL.stream().filter(place -> host.group(path(place, id)).isPresent()).findFirst()
            .or(() -> search(host.memory(), id))
            .map(place -> host.group(path(place + INNER, id)).isPresent() ? place + INNER : place)
            .orElse(null);
        return known == null ? Optional.empty() : host.group(path(known, id));
    }

    private static Optional<String> search(Path root, String id) {
        try (Stream<Path> groups = Files.find(root, DEPTH, (path, attributes) ->
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
