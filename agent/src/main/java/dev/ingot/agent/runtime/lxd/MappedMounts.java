package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.PrivateFolder;
import dev.ingot.agent.linux.UserNamespace;
import dev.ingot.agent.runtime.Mount;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Offers the mounts of one container to the server in a folder of the agent, with the owners of files mapped to the container's
 * user namespace: a file that belongs to root outside belongs to root inside. Servers can map owners themselves, but some
 * versions fail to do so on some kernels. See docs/decisions/0018-map-file-owners-in-the-agent-on-lxd.md.
 */
final class MappedMounts {

    private final Path folder;
    private final List<Mount> mapped = new ArrayList<>();
    private final List<Mount> requested;

    private MappedMounts(Path folder, List<Mount> requested) {
        this.folder = folder;
        this.requested = requested;
    }

    /**
     * Creates the folder, with an empty file or folder as mount point for each mount.
     *
     * @param folder    must not exist
     * @param requested mounts of the container
     */
    static MappedMounts prepare(Path folder, List<Mount> requested) throws IOException {
        MappedMounts mounts = new MappedMounts(folder, requested);
        // Only the server, which is root, needs access.
        PrivateFolder.create(folder);
        for (Mount mount : requested) {
            Path mountPoint = folder.resolve(Integer.toString(mounts.mapped.size()));
            if (Files.isDirectory(mount.source(), LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(mountPoint);
            } else {
                Files.createFile(mountPoint);
            }
            mounts.mapped.add(new Mount(mountPoint, mount.target(), mount.readOnly(), mount.ownerMapping()));
        }
        return mounts;
    }

    /** Returns the mounts for the server, whose sources are the mount points. */
    List<Mount> mapped() {
        return List.copyOf(mapped);
    }

    /** Mounts the sources on the mount points, with owners mapped by {@code map}. The server makes mounts read-only. */
    void bindSources(UserMap map) throws IOException {
        Path users = folder.resolve("users");
        UserNamespace.make(users, map.first(), map.count());
        for (int i = 0; i < requested.size(); i++) {
            Mounts.bindNoSymlinks(requested.get(i).source(), mapped.get(i).source(), Optional.of(users));
        }
    }

    /** Unmounts what is in the folder and deletes it, after the end of the instance. Does nothing when it does not exist. */
    static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> mountPoints = Files.newDirectoryStream(folder)) {
            for (Path mountPoint : mountPoints) {
                Mounts.detach(mountPoint);
                Files.delete(mountPoint);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.delete(folder);
    }
}
