package dev.ingot.agent.task;

import dev.ingot.agent.linux.PinnedFolder;
import dev.ingot.agent.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets on which a job's grader waits for its students. The grader can replace each of them by any other file. */
public record StudentSockets(JobDir dir) {
    private static final Logger LOG = LoggerFactory.getLogger(StudentSockets.class);
    /** The type of a file and that of a socket in {@code st_mode} (inode(7)). */
    private static final int FILE_TYPE_MASK = 0170000;
    private static final int SOCKET_TYPE = 0140000;

    /**
     * Returns a path of the socket that no container can change, for a mount.
     *
     * @param socketId name of the socket's file without {@code .sock}; one path element
     * @throws IOException when it does not exist or is not a socket
     */
    public Path createAlias(String socketId) throws IOException {
        Path name = fileName(socketId);
        Path alias = dir.createHiddenPath();
        try (PinnedFolder sockets = PinnedFolder.open(dir.sockets())) {
            try {
                sockets.link(name, alias);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (FileSystemException e) {
                moveSocket(sockets, name, alias, e);
            }
        }
        if (((int) Files.getAttribute(alias, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE_MASK) != SOCKET_TYPE) {
            throw new IOException(dir.sockets().resolve(name) + " is not a socket");
        }
        return alias;
    }

    /**
     * Moves a socket that cannot be hard-linked: only root may link a socket of another user (protected_hardlinks,
     * proc_sys_fs(5)). The grader still listens on it, and finds a file to remove in its place.
     */
    static void moveSocket(PinnedFolder sockets, Path name, Path alias, IOException cause) throws IOException {
        LOG.debug("Cannot create a hard link to {}, moving it instead: {}", name, cause.toString());
        sockets.move(name, alias);
        try {
            sockets.makeFile(name);
        } catch (FileSystemException e) {
            LOG.debug("Cannot create a file in the place of socket {}: {}", name, e.toString());
        }
    }

    /** Connects to the grader that listens on a socket. Does not follow a link. */
    public UnixSocket connect(String socketId) throws IOException {
        return UnixSocket.connect(dir.sockets().resolve(fileName(socketId)));
    }

    private static Path fileName(String socketId) {
        return Path.of(socketId + ".sock");
    }
}
