package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder shown at {@code target}, below a layer that takes all that is written or changed there. The folder itself is never
 * written to. Its owner unmounts it.
 *
 * @param layerFolder of the layer, where no container looks; there only when there is a layer
 * @param target an empty folder, which shows the other
 */
public record OverlayFolder(Path layerFolder, Path target) {

    private static final String OWNER = "unix:uid";

    /** Mounts it. On failure nothing is mounted. */
    public void mount(Path lower) throws IOException {
        Files.createDirectory(layerFolder);
        Path real = lower.toRealPath();
        Files.createSymbolicLink(lower(), real);
        Files.createDirectory(upper());
        Files.setPosixFilePermissions(upper(), Files.getPosixFilePermissions(target));
        Mounts.overlayWithMetacopy(target, real, upper(), Files.createDirectory(layerFolder.resolve("work")));
    }

    /**
     * Mounts it anew for users who are others on the host: to them owners are as in the folder below. For the kernel maps no
     * owners on the mount of an overlay, but it takes mapped mounts below one (Linux 5.19). What was written so far is given
     * to their root. Done once, before a container has it mounted; for the same users again it is no error.
     *
     * @param users the user namespace's file
     * @param root  who their root is on the host
     * @throws IOException also when it was done for other users
     */
    public void mapOwners(Path users, int root) throws IOException {
        if (rootUid() == root) {
            return;
        }
        if (rootUid() != 0) {
            throw new IOException(target + " is mounted for the users of another container already");
        }
        Path mapped = Files.createDirectory(mapped());
        Mounts.bindNoSymlinks(Files.readSymbolicLink(lower()), mapped, Optional.of(users));
        Mounts.detach(target);
        try (Stream<Path> written = Files.walk(upper())) {
            for (Path one : written.toList()) {
                Files.setAttribute(one, OWNER, root, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(one, "unix:gid", root, LinkOption.NOFOLLOW_LINKS);
            }
        }
        // Another work folder: the kernel leaves a mark in that of a volatile overlay, and takes it for no other.
        Mounts.overlayWithMetacopy(target, mapped, upper(), Files.createDirectory(layerFolder.resolve("work-mapped")));
        Mounts.detach(mapped);
        Files.setAttribute(layerFolder, OWNER, root);
    }

    /** Who root of its users is on the host; 0 where they are the host's, or where there is no layer. */
    public int rootUid() throws IOException {
        return Files.exists(layerFolder) ? (int) Files.getAttribute(layerFolder, OWNER) : 0;
    }

    /** Idempotent; no error where there is none. */
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
