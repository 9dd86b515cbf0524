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
 * A container's root file system: an image's tree below a writable layer, and the sources of its mounts. Everything is
 * mounted below one folder and unmounted with it.
 */
public final class ContainerRoot {

    private final Path layer;
    private final Path file;

    /**
     * Creates an instance; nothing is mounted yet.
     *
     * @param layer the folder for the mounts of this container; created by {@link #prepare}
     * @param file  the path of the file for a layer on disk
     */
    public ContainerRoot(Path layer, Path file) {
        this.layer = layer;
        this.file = file;
    }

    /** Returns the folder on which the root is mounted. */
    public Path path() {
        return layer.resolve("root");
    }

    /**
     * Returns the path on which the source of a mount is mounted.
     *
     * @param mount the index of the mount, from 0
     */
    public Path mountSource(int mount) {
        return layer.resolve("mounts").resolve(Integer.toString(mount));
    }

    /** Returns the path of a null device for containers without streams. */
    public Path nullDevice() {
        return layer.resolve("null");
    }

    /**
     * Mounts what is the same for every container. Undone by {@link #remove}, also when this fails.
     *
     * @param kind where the writable layer lies, and its limits
     */
    public void prepare(WritableLayer kind) throws IOException {
        Files.createDirectory(layer);
        kind.mount(layer, file);
        NullDevice.make(nullDevice());
    }

    /**
     * Mounts the root in a prepared folder. Undone by {@link #remove}, also when this fails.
     *
     * @param tree   the image's files
     * @param users  the container's user namespace, in which files have the same owners as without; empty uses the host's
     *     users
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

    /** Gives the files that the agent wrote to the root user of the user namespace. */
    private static void changeOwner(Path folder, int root) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", root, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", root, LinkOption.NOFOLLOW_LINKS);
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

    /** Unmounts and removes everything. The container must have exited. Idempotent. */
    public void remove() throws IOException {
        Mounts.detach(layer);
        Files.deleteIfExists(file);
        // Never recursively: if anything were still mounted there, foreign files would be deleted.
        Files.deleteIfExists(layer);
    }
}
