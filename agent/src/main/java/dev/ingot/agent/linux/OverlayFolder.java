package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An overlay that shows a folder at {@code target} and collects all changes in a layer. The folder itself is never written
 * to. The creator unmounts it.
 *
 * @param layerFolder the layer's folder, not visible to containers; it exists only while there is a layer
 * @param target      an empty folder on which the overlay is mounted
 */
public record OverlayFolder(Path layerFolder, Path target) {

    private static final String OWNER = "unix:uid";

    /**
     * Mounts the overlay. On failure nothing stays mounted.
     *
     * @param lower the folder to show
     */
    public void mount(Path lower) throws IOException {
        Files.createDirectory(layerFolder);
        Path real = lower.toRealPath();
        Files.createSymbolicLink(lower(), real);
        Files.createDirectory(upper());
        Files.setPosixFilePermissions(upper(), Files.getPosixFilePermissions(target));
        Mounts.overlayWithMetacopy(target, real, upper(), Files.createDirectory(layerFolder.resolve("work")));
    }

    /**
     * Remounts the overlay so that owners appear as on disk to a container with this user namespace. The kernel cannot map
     * owners on an overlay mount itself (mount_setattr(2)), but it accepts an id-mapped lower layer (Linux 5.19). Files
     * written so far get the namespace's root as owner. Called once, before a container mounts the folder; a repeated call
     * for the same namespace does nothing.
     *
     * @param users the file of the user namespace
     * @param root  the id on the host of the namespace's root
     * @throws IOException when it cannot be remounted, or was remounted for another namespace
     */
    public void mapOwners(Path users, int root) throws IOException {
        if (rootUid() == root) {
            return;
        }
        if (rootUid() != 0) {
            throw new IOException(target + " is already mounted for the user namespace of another container");
        }
        Path mapped = Files.createDirectory(mapped());
        Mounts.bindNoSymlinks(Files.readSymbolicLink(lower()), mapped, Optional.of(users));
        Mounts.detach(target);
        try (Stream<Path> written = Files.walk(upper())) {
            for (Path file : written.toList()) {
                Files.setAttribute(file, OWNER, root, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", root, LinkOption.NOFOLLOW_LINKS);
            }
        }
        // A new work folder: the kernel marks that of a volatile overlay and refuses to use it again (overlayfs, volatile
        // mount).
        Mounts.overlayWithMetacopy(target, mapped, upper(), Files.createDirectory(layerFolder.resolve("work-mapped")));
        Mounts.detach(mapped);
        Files.setAttribute(layerFolder, OWNER, root);
    }

    /**
     * Returns the id on the host of the root user that the overlay is mounted for; 0 without a user namespace or without a
     * layer.
     */
    public int rootUid() throws IOException {
        return Files.exists(layerFolder) ? (int) Files.getAttribute(layerFolder, OWNER) : 0;
    }

    /** Unmounts the overlay. Idempotent; does nothing when there is no layer. */
    public void unmount() throws IOException {
        if (Files.exists(layerFolder)) {
            Mounts.detach(mapped());
            Mounts.detach(target);
        }
    }

    private Path lower() {
        return layerFolder.resolve("lower");
    }

    private Path mapped() {
        return layerFolder.resolve("mapped");
    }

    private Path upper() {
        return layerFolder.resolve("upper");
    }
}
