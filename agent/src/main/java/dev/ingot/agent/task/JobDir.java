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
 * The directory of one job, with the folders that its containers mount: {@code task}, {@code sockets} and {@code common}. Closing
 * it deletes the directory.
 */
public final class JobDir implements AutoCloseable {
    static final String STUDENT = "student";
    static final String SCRIPTS = "scripts";
    static final String SYSTEM_FILES = "systemfiles";
    /** Folder that no container sees. Mounts in it are detached before the directory is deleted. */
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

    /** Sets the kind of the job, see {@link JobDirs#create}. A warm container's directory gets it when a job claims it. */
    public void serve(String jobKind) {
        kind = jobKind;
    }

    /** Returns the folder of job directories that this one belongs to. */
    public JobDirs owner() {
        return owner;
    }

    /**
     * Returns whether the folders that students mount lie beside the task ({@link #separateStudentFolder},
     * {@link #separateSystemFilesFolder}). The grader then has them mounted in its task folder.
     */
    public boolean hasSeparateFolders() {
        return separate;
    }

    /** Returns the folder mounted writable at /task/student if {@link #hasSeparateFolders}. */
    public Path separateStudentFolder() {
        return separateFolder(STUDENT);
    }

    /** Returns the folder mounted at /task/systemfiles, writable for the grader, if {@link #hasSeparateFolders}. */
    public Path separateSystemFilesFolder() {
        return separateFolder(SYSTEM_FILES);
    }

    Path separateFolder(String folder) {
        return path.resolve(folder);
    }

    /** Returns the folder mounted writable at /task. Its contents are untrusted once the container runs. */
    public Path task() {
        return path.resolve("task");
    }

    /** Returns the folder mounted writable at /sockets. Its contents are untrusted once the container runs. */
    public Path sockets() {
        return path.resolve("sockets");
    }

    /** Returns the folder mounted read-only at /course/common. */
    public Path common() {
        return path.resolve("common");
    }

    /**
     * Copies the task and the common folder of its course. Both are empty for a job without a task.
     *
     * @param mounted whether a container may already have mounted the directory. Its folders are then filled, never replaced, and
     *                nothing is written through links that the container may have created
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
     * Mounts the task as the lower folder of an overlay instead of copying it, so that its files are read only when a container
     * reads them. Must be called before a container mounts the directory.
     */
    public void fillWithOverlay(Path task, Optional<Path> commonFolder) throws IOException {
        TaskOverlay.of(path).mount(task);
        overlaid = true;
        finishFilling(commonFolder);
    }

    private void finishFilling(Optional<Path> commonFolder) throws IOException {
        if (commonFolder.isPresent()) {
            // Containers cannot write there, so a plain copy is safe.
            TreeCopy.copy(commonFolder.get(), common());
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            task.makeFolder(STUDENT);
        }
    }

    /** Opens the folder of that name that the grader sees in its task folder now; creates it if it is missing. */
    PinnedFolder openPinned(String folder) throws IOException {
        if (separate) {
            return PinnedFolder.open(separateFolder(folder));
        }
        try (PinnedFolder task = PinnedFolder.open(task())) {
            return task.openOrMakeFolder(folder, containerRootUid());
        }
    }

    /** Returns the overlay that shows the task ({@link #fillWithOverlay}); empty if the task is a copy. */
    public Optional<TaskOverlay> overlay() {
        return overlaid ? Optional.of(TaskOverlay.of(path)) : Optional.empty();
    }

    /** Returns the host uid of the containers' root in the task folder: 0 unless {@link TaskOverlay#mapOwners} was called. */
    int containerRootUid() throws IOException {
        return overlaid ? TaskOverlay.of(path).rootUid() : 0;
    }

    /** Opens the folders for a student container. The caller closes them after the container. See {@link StudentFiles#open}. */
    public StudentFiles openStudentFiles(StudentFiles.Access access) throws IOException {
        return StudentFiles.open(this, access);
    }

    /** Returns whether the task has system files, which the program of a student container reads when it starts. */
    public boolean hasSystemFiles() throws IOException {
        try (PinnedFolder files = openPinned(SYSTEM_FILES)) {
            return !files.isEmpty();
        }
    }

    /** Returns the sockets of the job's grader. */
    public StudentSockets studentSockets() {
        return new StudentSockets(this);
    }

    /** Returns a new path that no container sees, for a mount or link that only one of them gets. */
    public Path createHiddenPath() throws IOException {
        return Files.createDirectories(path.resolve(HIDDEN)).resolve(Integer.toString(hiddenCount.incrementAndGet()));
    }

    private static void createWritableFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, ALL_PERMISSIONS);
    }

    /** Deletes the directory. A slow or failed deletion continues in the background. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            removal.dispose(path, kind, this::remove);
        }
    }

    private boolean remove(BooleanSupplier mayContinue) throws IOException {
        try {
            return removal.remove(path, mayContinue);
        } catch (AccessDeniedException e) {
            permissionFixer.makeDeletable(this);
            return removal.remove(path, mayContinue);
        }
    }
}
