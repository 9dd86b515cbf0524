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
 * The mounts of one container, shown to the server in a folder of our own with the owners of files as the container's user
 * namespace has them: what is root's outside is root's inside. A server could do that itself, and some versions fail to on
 * some kernels. See docs/decisions/0018-map-file-owners-in-the-agent-on-lxd.md.
 */
final class MappedMounts {

    private final Path folder;
    private final List<Mount> shown = new ArrayList<>();
    private final List<Mount> requested;

    private MappedMounts(Path folder, List<Mount> requested) {
        this.folder = folder;
        this.requested = requested;
    }

    /** Makes the folder, with a place for each mount. */
    static MappedMounts prepare(Path folder, List<Mount> wanted) throws IOException {
        MappedMounts mounts = new MappedMounts(folder, wanted);
        // The server, which is root, mounts from here; no other program looks in.
        PrivateFolder.create(folder);
        for (Mount mount : wanted) {
            Path place = folder.resolve(Integer.toString(mounts.shown.size()));
            if (Files.isDirectory(mount.source(), LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(place);
            } else {
                Files.createFile(place);
            }
            mounts.shown.add(new Mount(place, mount.target(), mount.readOnly(), mount.ownerMapping()));
        }
        return mounts;
    }

    /** What the server shall mount. */
    List<Mount> shown() {
        return List.copyOf(shown);
    }

    /** Puts the real files in the places; read-only ones are the server's business. */
    void bindSources(UserMap map) throws IOException {
        Path users = folder.resolve("users");
        UserNamespace.make(users, map.first(), map.count());
        for (int i = 0; i < requested.size(); i++) {
            Mounts.bindNoSymlinks(requested.get(i).source(), shown.get(i).source(), Optional.of(users));
        }
    }

    /** Takes the folder away, after the instance; that there is none is no error. */
    static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(folder)) {
            for (Path place : places) {
                Mounts.detach(place);
                Files.delete(place);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.delete(folder);
    }
}
