package dev.ingot.agent.task;

import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's own directory, what its containers see of the host: {@code task}, {@code sockets} and {@code common}.
 * Closing it deletes it.
 */
public final class JobDir implements AutoCloseable {
    static final String STUDENT = "student";
    static final String SCRIPTS = "scripts";
    static final String SYSTEM_FILES = "systemfiles";
    /** Where no container looks; what is mounted there is detached before the directory is deleted. */
    static final String ASIDE = "aside";
    private static final Logger LOG = LoggerFactory.getLogger(JobDir.class);
    private static final Set<PosixFilePermission> EVERYBODY = EnumSet.allOf(PosixFilePermission.class);

    private final Path path;
    private final Unlocker unlocker;
    private final JobDirs owner;
    private final boolean separate;
    private final JobDirRemoval removal;
    private final AtomicInteger asideCount = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean layered;
    private volatile String kind;

    JobDir(JobDirs owner, Path path, Unlocker unlocker, JobDirRemoval removal, boolean separate, String kind)
        throws IOException {
        this.owner = owner;
        this.path = path;
        this.unlocker = unlocker;
        this.removal = removal;
        this.separate = separate;
        this.kind = kind;
        open(task());
        open(sockets());
        Files.createDirectory(common());
        Files.createDirectory(common().resolve(STUDENT));
        if (separate) {
            for (String folder : new String[] {STUDENT, SYSTEM_FILES}) {
                open(separated(folder));
                open(task().resolve(folder));
            }
        }
    }

    /** Counts it from now on as a directory of such a job, see {@link JobDirs#create}. */
    public void serve(String jobKind) {
        kind = jobKind;
    }

    /** Which made it. */
    public JobDirs owner() {
        return owner;
    }

    /**
     * Whether what students see of the task lies in folders of its own ({@link #separateStudent}, {@link #separateSystemFiles}),
     * which the grader has mounted in its task's folder.
     */
    public boolean separate() {
        return separate;
    }

    /** Mounted at /task/student, writable, where the folders are {@link #separate}. */
    public Path separateStudent() {
        return separated(STUDENT);
    }

    /** Mounted at /task/systemfiles, writable for the grader, where the folders are {@link #separate}. */
    public Path separateSystemFiles() {
        return separated(SYSTEM_FILES);
    }

    Path separated(String folder) {
        return path.resolve(folder);
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
     * Copies the task and its course's common folder; both may be absent, as they are for a job without a task.
     *
     * @param mounted whether a container may have the directory mounted already: its folders are then filled, never replaced, and
     *                nothing is written through what the container may have put there
     */
    public void fill(Optional<Path> task, Optional<Path> commonFolder, boolean mounted) throws IOException {
        if (task.isPresent()) {
            if (mounted || separate) {
                Path staged = Files.createDirectory(path.resolve("staged"));
                TreeCopy.copy(task.get(), staged);
                new Delivery(this).deliver(staged);
                TreeRemoval.remove(staged);
            } else {
                TreeCopy.copy(task.get(), task());
            }
        }
        complete(commonFolder);
    }

    /**
     * The same, but shows the task's own folder below a layer that takes what is written: no file of it is read before it is
     * asked for. Only before a container has the directory mounted.
     */
    public void fillLayered(Path task, Optional<Path> commonFolder) throws IOException {
        TaskLayer.in(path).mount(task);
        layered = true;
        complete(commonFolder);
    }

    private void complete(Optional<Path> commonFolder) throws IOException {
        if (commonFolder.isPresent()) {
            // No container may write there.
            TreeCopy.copy(commonFolder.get(), common());
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            task.makeFolder(STUDENT);
        }
    }

    /** The folder of that name that the grader has in its task's now; made where there is none. */
    PinnedFolder pinned(String folder) throws IOException {
        if (separate) {
            return PinnedFolder.open(separated(folder));
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            return task.openOrMakeFolder(folder, containersRoot());
        }
    }

    /** What shows the task, unless it is a copy ({@link #fillLayered}). */
    public Optional<TaskLayer> layer() {
        return layered ? Optional.of(TaskLayer.in(path)) : Optional.empty();
    }

    /** Who root of its containers is in what shows the task: 0, unless owners are mapped ({@link TaskLayer#mapOwners}). */
    int containersRoot() throws IOException {
        return layered ? TaskLayer.in(path).root() : 0;
    }

    /** The folders for a student container; the caller closes them, after it. See {@link StudentFiles#open}. */
    public StudentFiles studentFiles(StudentFiles.Access access) throws IOException {
        return StudentFiles.open(this, access);
    }

    /** Whether there are files that a student container's program may look for at its very start. */
    public boolean hasSystemFiles() throws IOException {
        try (PinnedFolder files = pinned(SYSTEM_FILES)) {
            return !files.isEmpty();
        }
    }

    /** The sockets of its grader. */
    public StudentSockets studentSockets() {
        return new StudentSockets(this);
    }

    /** A new file name that no container sees, for what is shown to one of them only. */
    public Path aside() throws IOException {
        return Files.createDirectories(path.resolve(ASIDE)).resolve(Integer.toString(asideCount.incrementAndGet()));
    }

    private static void open(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, EVERYBODY);
    }

    /** Deletes the directory; what takes long or cannot be deleted now is deleted beside the jobs. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            removal.dispose(path, kind, this::remove);
        }
    }

    private boolean remove(BooleanSupplier onward) throws IOException {
        try {
            return removal.remove(path, onward);
        } catch (AccessDeniedException e) {
            unlocker.unlock(this);
            return removal.remove(path, onward);
        }
    }
}
