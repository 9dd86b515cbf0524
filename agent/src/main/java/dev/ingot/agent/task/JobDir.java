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
    static final String HIDDEN = "aside";
    private static final Logger LOG = LoggerFactory.getLogger(JobDir.class);
    private static final Set<PosixFilePermission> ALL_PERMISSIONS = EnumSet.allOf(PosixFilePermission.class);

    private final Path path;
    private final PermissionFixer permissionFixer;
    private final JobDirs owner;
    private final boolean separate;
    private final JobDirRemoval removal;
    private final AtomicInteger hiddenCount = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean overlaid;
    private volatile String kind;

    JobDir(JobDirs owner, Path path, PermissionFixer permissionFixer, JobDirRemoval removal, boolean separate, String kind)
        throws IOException {
        this.owner = owner;
        this.path = path;
        this.permissionFixer = permissionFixer;
        this.removal = removal;
        this.separate = separate;
        this.kind = kind;
        createWritableFolder(task());
        createWritableFolder(sockets());
        Files.createDirectory(common());
        Files.createDirectory(common().resolve(STUDENT));
        if (separate) {
            for (String folder : new String[] {STUDENT, SYSTEM_FILES}) {
                createWritableFolder(separateFolder(folder));
                createWritableFolder(task().resolve(folder));
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
     * Whether what students see of the task lies in folders of its own ({@link #separateStudentFolder},
     * {@link #separateSystemFilesFolder}), which the grader has mounted in its task's folder.
     */
    public boolean hasSeparateFolders() {
        return separate;
    }

    /** Mounted at /task/student, writable, where the folders are {@link #separate}. */
    public Path separateStudentFolder() {
        return separateFolder(STUDENT);
    }

    /** Mounted at /task/systemfiles, writable for the grader, where the folders are {@link #separate}. */
    public Path separateSystemFilesFolder() {
        return separateFolder(SYSTEM_FILES);
    }

    Path separateFolder(String folder) {
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
                new StagedTaskMover(this).moveAll(staged);
                TreeRemoval.remove(staged);
            } else {
                TreeCopy.copy(task.get(), task());
            }
        }
        finishFilling(commonFolder);
    }

    /**
     * The same, but shows the task's own folder below a layer that takes what is written: no file of it is read before it is
     * asked for. Only before a container has the directory mounted.
     */
    public void fillWithOverlay(Path task, Optional<Path> commonFolder) throws IOException {
        TaskOverlay.of(path).mount(task);
        overlaid = true;
        finishFilling(commonFolder);
    }

    private void finishFilling(Optional<Path> commonFolder) throws IOException {
        if (commonFolder.isPresent()) {
            // No container may write there.
            TreeCopy.copy(commonFolder.get(), common());
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            task.makeFolder(STUDENT);
        }
    }

    /** The folder of that name that the grader has in its task's now; made where there is none. */
    PinnedFolder openPinned(String folder) throws IOException {
        if (separate) {
            return PinnedFolder.open(separateFolder(folder));
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            return task.openOrMakeFolder(folder, containerRootUid());
        }
    }

    /** What shows the task, unless it is a copy ({@link #fillWithOverlay}). */
    public Optional<TaskOverlay> overlay() {
        return overlaid ? Optional.of(TaskOverlay.of(path)) : Optional.empty();
    }

    /** Who root of its containers is in what shows the task: 0, unless owners are mapped ({@link TaskOverlay#mapOwners}). */
    int containerRootUid() throws IOException {
        return overlaid ? TaskOverlay.of(path).rootUid() : 0;
    }

    /** The folders for a student container; the caller closes them, after it. See {@link StudentFiles#open}. */
    public StudentFiles openStudentFiles(StudentFiles.Access access) throws IOException {
        return StudentFiles.open(this, access);
    }

    /** Whether there are files that a student container's program may look for at its very start. */
    public boolean hasSystemFiles() throws IOException {
        try (PinnedFolder files = openPinned(SYSTEM_FILES)) {
            return !files.isEmpty();
        }
    }

    /** The sockets of its grader. */
    public StudentSockets studentSockets() {
        return new StudentSockets(this);
    }

    /** A new file name that no container sees, for what is shown to one of them only. */
    public Path createHiddenPath() throws IOException {
        return Files.createDirectories(path.resolve(HIDDEN)).resolve(Integer.toString(hiddenCount.incrementAndGet()));
    }

    private static void createWritableFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, ALL_PERMISSIONS);
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
            permissionFixer.makeDeletable(this);
            return removal.remove(path, onward);
        }
    }
}
