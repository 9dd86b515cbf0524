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
 * another parent, the tree is searched once and the place found remembered.
 */
final class CgroupPlaces {

    private static final String ID = "{id}";
    private static final int DEPTH = 8;
    private static final List<String> USUAL = List.of(
        "docker/{id}",
        "system.slice/docker-{id}.scope",
        // crun under Podman puts the processes one level deeper, and that is what the container sees as its root.
        "machine.slice/libpod-{id}.scope/container",
        "machine.slice/libpod-{id}.scope",
        "libpod_parent/libpod-{id}/container",
        "libpod_parent/libpod-{id}");

    private final Optional<CgroupTree> tree;
    private volatile String learned;

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

    /** The container's cgroup if it is in a known place. */
    Optional<Cgroup> find(String id) {
        Stream<String> known = learned == null ? USUAL.stream() : Stream.concat(Stream.of(learned), USUAL.stream());
        return tree.flatMap(host -> known
            .flatMap(place -> host.group(Path.of(place.replace(ID, id))).stream())
            .findFirst());
    }

    /** The container's cgroup wherever it is. Walks the whole tree. */
    Optional<Cgroup> search(String id) {
        if (tree.isEmpty() || learned != null) {
            return find(id);
        }
        Path root = tree.get().memory();
        try (Stream<Path> groups = Files.find(root, DEPTH, (path, attributes) ->
                attributes.isDirectory() && path.getFileName().toString().contains(id))) {
            groups.findFirst().ifPresent(path -> learned = root.relativize(path).toString().replace(id, ID));
        } catch (IOException | UncheckedIOException e) {
            // Groups come and go while we walk; the next container is another chance.
            return Optional.empty();
        }
        return find(id);
    }
}
