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

/** The sockets on which a job's grader waits for its students, in a folder where it can put anything in their places. */
public record StudentSockets(JobDir dir) {
    private static final Logger LOG = LoggerFactory.getLogger(StudentSockets.class);
    /** The type of a file and that of a socket in {@code st_mode} (inode(7)). */
    private static final int FILE_TYPE_MASK = 0170000;
    private static final int SOCKET_TYPE = 0140000;

    /**
     * The socket's file by a path that no container can change, for a mount.
     *
     * @param socketId one element of a path
     * @throws IOException when there is none, or something that is no socket; the text says so
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
            throw new IOException(dir.sockets().resolve(name) + " is no socket");
        }
        return alias;
    }

    /**
     * Without root, another's socket cannot have a second name (protected_hardlinks, proc_sys_fs(5)): it is moved. Its grader
     * listens on all the same, and finds a file to remove in its place.
     */
    static void moveSocket(PinnedFolder sockets, Path name, Path alias, IOException why) throws IOException {
        LOG.debug("No second name for {}, it is moved: {}", name, why.toString());
        sockets.move(name, alias);
        try {
            sockets.makeFile(name);
        } catch (FileSystemException e) {
            LOG.debug("{} is gone from its grader's folder, and nothing is in its place: {}", name, e.toString());
        }
    }

    /** Connects to the grader that listens there; a link is not followed. */
    public UnixSocket connect(String socketId) throws IOException {
        return UnixSocket.connect(dir.sockets().resolve(fileName(socketId)));
    }

    private static Path fileName(String socketId) {
        return Path.of(socketId + ".sock");
    }
}
