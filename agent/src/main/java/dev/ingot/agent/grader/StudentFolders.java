package dev.ingot.agent.grader;

import dev.ingot.agent.linux.UnixSocket;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a student container sees of its job's directory. The grader's side of it is hostile ground: a link put in the place
 * of a folder or of the socket would have the engine mount whatever it names on the host, so links are refused.
 */
final class StudentFolders {
    private static final Logger LOG = LoggerFactory.getLogger(StudentFolders.class);

    private final JobDir dir;

    StudentFolders(JobDir dir) {
        this.dir = dir;
    }

    /**
     * The mounts of a student that is reached through the agent, making folders that the engine would otherwise have to.
     *
     * @throws IOException when something there is not what it should be; the text says what
     */
    List<Mount> withoutSocket() throws IOException {
        Path student = folder(student());
        Path scripts = folder(scripts());
        Path systemfiles = folder(systemFiles());
        return List.of(
            Mount.writable(student, "/task/student"),
            Mount.writable(scripts, "/task/student/scripts"),
            Mount.readOnly(systemfiles, "/task/systemfiles"),
            Mount.readOnly(dir.common().resolve("student"), "/course/common/student"));
    }

    /** The same for a student that talks on {@code socketId}. */
    List<Mount> withSocket(String socketId) throws IOException {
        return withParent(socket(socketId));
    }

    /** The same for a student that talks on that socket. */
    List<Mount> withParent(Path socket) throws IOException {
        List<Mount> mounts = new ArrayList<>(withoutSocket());
        mounts.add(Mount.writable(socket, "/__parent.sock"));
        return mounts;
    }

    /** Connects to the grader that listens on {@code socketId}. */
    UnixSocket connect(String socketId) throws IOException {
        return UnixSocket.connect(offered(socketId));
    }

    private Path offered(String socketId) {
        return dir.sockets().resolve(socketId + ".sock");
    }

    /** Which folders those of the grader are now: a mount shows one for ever, whatever takes its name. */
    List<Object> identities() throws IOException {
        List<Object> keys = new ArrayList<>();
        for (Path path : List.of(student(), scripts(), systemFiles())) {
            keys.add(attributes(path).fileKey());
        }
        return keys;
    }

    /** Whether there are files that a container program may look for at its very start. */
    boolean haveSystemFiles() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(systemFiles())) {
            return files.iterator().hasNext();
        }
    }

    private Path student() {
        return dir.task().resolve("student");
    }

    private Path scripts() {
        return student().resolve("scripts");
    }

    private Path systemFiles() {
        return dir.task().resolve("systemfiles");
    }

    private static Path folder(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(EnumSet.allOf(PosixFilePermission.class));
        } catch (FileAlreadyExistsException e) {
            LOG.trace("{} is the task's own, or another student's doing", path);
        }
        if (!attributes(path).isDirectory()) {
            throw new IOException(path + " is no folder");
        }
        return path;
    }

    /** The socket by another name that the grader cannot reach: what is checked here is what will be mounted. */
    private Path socket(String socketId) throws IOException {
        Path offered = offered(socketId);
        Path socket = dir.alias(offered);
        if (!attributes(socket).isOther()) {
            throw new IOException(offered + " is no socket");
        }
        return socket;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
