package dev.ingot.agent.runtime.oci.root;

import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.NullDevice;
import dev.ingot.agent.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container's files: an image's tree, with a layer above that takes what is written, and the sources of its mounts, pinned.
 * Everything is mounted below one folder, and goes with it.
 */
public final class ContainerRoot {

    private final Path layer;
    private final Path file;

    /**
     * @param layer a folder of the container's own, made when missing
     * @param file  the file of a layer on disk
     */
    public ContainerRoot(Path layer, Path file) {
        this.layer = layer;
        this.file = file;
    }

    /** Where the container's root is mounted. */
    public Path path() {
        return layer.resolve("root");
    }

    /** Where the source of a mount is pinned. */
    public Path mountSource(int mount) {
        return layer.resolve("mounts").resolve(Integer.toString(mount));
    }

    /** Where nobody reads and nothing is written. */
    public Path nullDevice() {
        return layer.resolve("null");
    }

    /** Makes what is the same for every container; undone by {@link #remove}, also when this fails. */
    public void prepare(WritableLayer kind) throws IOException {
        Files.createDirectory(layer);
        kind.mount(layer, file);
        NullDevice.make(nullDevice());
    }

    /**
     * Makes the root, once prepared; undone by {@link #remove}, also when this fails.
     *
     * @param users of a container whose users are others on the host; its files belong to whom they would without
     */
    public void mountRoot(Path tree, EtcFiles etc, List<Mount> mounts, Optional<UserMapping> users) throws IOException {
        Path upper = Files.createDirectory(layer.resolve("upper"));
        etc.write(tree, upper);
        Path lower = tree;
        if (users.isPresent()) {
            lower = layer.resolve("image");
            pin(tree, lower, users);
            changeOwner(upper, (int) users.get().first());
        }
        Mounts.overlay(Files.createDirectory(path()), lower, upper, Files.createDirectory(layer.resolve("work")));
        Files.createDirectory(layer.resolve("mounts"));
        for (int i = 0; i < mounts.size(); i++) {
            pin(mounts.get(i), mountSource(i), users);
        }
    }

    /** What we have written is of root, who is another there. */
    private static void changeOwner(Path ours, int root) throws IOException {
        try (Stream<Path> files = Files.walk(ours)) {
            for (Path one : files.toList()) {
                Files.setAttribute(one, "unix:uid", root, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(one, "unix:gid", root, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static void pin(Mount mount, Path target, Optional<UserMapping> users) throws IOException {
        if (users.isPresent() && mount.ownerMapping().isPresent()) {
            mount.ownerMapping().get().map(users.get().namespace(), (int) users.get().first());
            pin(mount.source(), target, Optional.empty());
        } else {
            pin(mount.source(), target, users);
        }
    }

    private static void pin(Path source, Path target, Optional<UserMapping> users) throws IOException {
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(target);
        } else {
            Files.createFile(target);
        }
        Mounts.bindNoSymlinks(source, target, users.map(UserMapping::namespace));
    }

    /** Idempotent; the container must have ended. */
    public void remove() throws IOException {
        Mounts.detach(layer);
        Files.deleteIfExists(file);
        // Never with what is in it: were anything still mounted there, that would be somebody's files.
        Files.deleteIfExists(layer);
    }
}
