package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's own directory, what its containers see of the host: {@code task}, {@code sockets} and {@code common}.
 * Closing it deletes it.
 */
public final class JobDir implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDir.class);
    private static final Set<PosixFilePermission> EVERYBODY = EnumSet.allOf(PosixFilePermission.class);

    private final Path path;
    private final Unlocker unlocker;
    private final AtomicInteger asideCount = new AtomicInteger();

    JobDir(Path path, Unlocker unlocker) throws IOException {
        this.path = path;
        this.unlocker = unlocker;
        open(task());
        open(sockets());
        Files.createDirectory(common());
        Files.createDirectory(common().resolve("student"));
    }

    /** Mounted at /task, writable; hostile once the container runs. */
    public Path task() {
        return path.resolve("task");
    }

    /** Mounted at /sockets, writable; hostile once the container runs. */
    public Path sockets() {
        return path.resolve("sockets");
    }

    /** Mounted at /course/common, read-only. */
    public Path common() {
        return path.resolve("common");
    }

    /**
     * Copies the task and its course's common folder; both may be absent, as they are for a job without a task. Folders that
     * are there are filled, never replaced: a container may have them mounted already.
     */
    public void fill(Optional<Path> task, Optional<Path> commonFolder) throws IOException {
        if (task.isPresent()) {
            TreeCopy.copy(task.get(), task());
        }
        complete(commonFolder);
    }

    /**
     * The same, but shows the task's own folder below a layer that takes what is written: no file of it is read before it is
     * asked for. Only before a container has the directory mounted.
     */
    public void fillLayered(Path task, Optional<Path> commonFolder) throws IOException {
        TaskLayer.in(path).mount(task);
        complete(commonFolder);
    }

    private void complete(Optional<Path> commonFolder) throws IOException {
        if (commonFolder.isPresent()) {
            TreeCopy.copy(commonFolder.get(), common());
        }
        Path student = task().resolve("student");
        if (!Files.exists(student, LinkOption.NOFOLLOW_LINKS)) {
            open(student);
        }
    }

    /**
     * The same file under a new name that no container sees, so that nobody can put another in its place. Where the system
     * forbids the second name (it lets only root have one for a socket of somebody else), the file's own.
     */
    public Path alias(Path file) throws IOException {
        Path alias = aside();
        try {
            return Files.createLink(alias, file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            LOG.debug("No second name for {}: {}", file, e.toString());
            return file;
        }
    }

    /** A new file name that no container sees, for what is shown to one of them only. */
    public Path aside() throws IOException {
        return Files.createDirectories(path.resolve("aside")).resolve(Integer.toString(asideCount.incrementAndGet()));
    }

    private static void open(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, EVERYBODY);
    }

    /** Deletes the directory; what cannot be deleted is logged and deleted at the agent's next start. */
    @Override
    public void close() {
        try {
            remove();
        } catch (IOException e) {
            LOG.error("{} stays behind, it cannot be deleted: {}", path, e.toString());
        }
    }

    private void remove() throws IOException {
        try {
            JobDirs.remove(path);
        } catch (AccessDeniedException e) {
            unlocker.unlock(this);
            JobDirs.remove(path);
        }
    }
}
