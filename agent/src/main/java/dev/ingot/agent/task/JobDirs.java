package dev.ingot.agent.task;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with the directories of running jobs: {@code <tmpdir>/ingot-jobs}. A marker file in it shows that it belongs to
 * Ingot and is locked by one agent at a time. Nothing outside the folder is ever deleted.
 */
public final class JobDirs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirs.class);
    private static final String FOLDER = "ingot-jobs";
    private static final String HOSTS = "hosts";
    private static final String MARKER_FILE = ".ingot-agent";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** While many directories cannot be removed, one part in this many of the disk is kept free. */
    private static final int SPARE_PART = 10;

    private final Path root;
    private final Flock lock;
    private final Optional<TaskDisks> disks;
    private final JobDirRemoval removal;
    private final Set<String> unlimitedRuntimes = ConcurrentHashMap.newKeySet();
    private final Map<Object, Boolean> mountable = new ConcurrentHashMap<>();

    private JobDirs(Path root, Flock lock, Optional<LoopFileSystem> disk, Duration firstPause) {
        this.root = root;
        this.lock = lock;
        this.disks = disk.map(kind -> new TaskDisks(kind, root));
        this.removal = new JobDirRemoval(firstPause, () -> spaceLeft(root));
    }

    /**
     * Locks the folder below {@code tmpdir}, and creates it if it is missing.
     *
     * @param disk file system for each job's directory; empty for no limit
     * @throws IOException when the folder cannot be created, contains files of others, or is locked by another running agent
     */
    public static JobDirs open(Path tmpdir, Optional<LoopFileSystem> disk) throws IOException {
        return open(tmpdir, disk, FIRST_PAUSE);
    }

    /** @param firstPause pause between the first failure of a removal and the second attempt */
    static JobDirs open(Path tmpdir, Optional<LoopFileSystem> disk, Duration firstPause) throws IOException {
        Path root = Files.createDirectories(tmpdir).toRealPath().resolve(FOLDER);
        boolean fresh = !Files.exists(root);
        if (fresh) {
            Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            lockMarker(root);
        } else if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) || !Files.exists(root.resolve(MARKER_FILE))) {
            throw new IOException(root + " exists but has no marker file " + MARKER_FILE + ": it does not belong to Ingot");
        }
        try (ResourceStack opened = new ResourceStack()) {
            return opened.release(new JobDirs(root, opened.add(lock(root)), disk, firstPause));
        }
    }

    /** Locks the folder below {@code tmpdir} as above, without a limit of the directories' sizes. */
    public static JobDirs open(Path tmpdir) throws IOException {
        return open(tmpdir, Optional.empty());
    }

    /** Creates the marker file of a new folder. From then on another agent may lock the folder. */
    private static void lockMarker(Path root) throws IOException {
        Path mark = root.resolve(MARKER_FILE);
        try {
            Files.writeString(mark, "Job directories of a running Ingot agent.\n", StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            // Without marker file the folder would be rejected later, even when the disk has space again.
            Files.deleteIfExists(mark);
            Files.deleteIfExists(root);
            throw e;
        }
    }

    private static Flock lock(Path root) throws IOException {
        return Flock.tryLock(root.resolve(MARKER_FILE), Mode.EXCLUSIVE)
            .orElseThrow(() -> new IOException(root + " is in use by another agent"));
    }

    /** Returns the folder in which runtimes keep files of containers. {@link #open} need not have been called. */
    public static Path hostsFolder(Path tmpdir) {
        return tmpdir.toAbsolutePath().normalize().resolve(FOLDER).resolve(HOSTS);
    }

    /** Returns the folder; managers must see it under the same path. */
    public Path root() {
        return root;
    }

    /** Creates an empty directory for one job. The caller closes it. */
    public JobDir create(PermissionFixer permissionFixer) throws IOException {
        return create(permissionFixer, "", false, "");
    }

    /**
     * Creates an empty directory for one job. The caller closes it.
     *
     * @param runtime  name of the runtime whose containers mount the directory
     * @param separate value of {@link JobDir#hasSeparateFolders}
     * @param kind     kind of the job, for the log: if many directories of one kind cannot be removed, no more of that kind are
     *                 created. {@link JobDir#serve} changes it
     * @throws IOException also when too many directories cannot be removed
     */
    public JobDir create(PermissionFixer permissionFixer, String runtime, boolean separate, String kind) throws IOException {
        removal.checkRoom(kind);
        removal.checkRoom();
        Path path = Files.createTempDirectory(root, "job-");
        try {
            if (disks.isPresent() && !unlimitedRuntimes.contains(runtime)) {
                disks.get().mount(path);
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            return new JobDir(this, path, permissionFixer, removal, separate, kind);
        } catch (IOException | RuntimeException | Error e) {
            removal.dispose(path, kind, mayContinue -> removal.remove(path, mayContinue));
            throw e;
        }
    }

    /** Creates the directories of this runtime's jobs on the file system of the tmpdir from now on, without a limit. */
    public void disableDiskLimit(String runtime) {
        unlimitedRuntimes.add(runtime);
    }

    /**
     * Waits at most a minute until a new directory can be created.
     *
     * @param kind kind of the job; fails at once if too many directories of this kind cannot be removed
     * @throws IOException when no directory can be created
     */
    public void awaitRoom(String kind) throws IOException {
        removal.checkRoom(kind);
        removal.awaitRoom();
    }

    private static boolean spaceLeft(Path root) {
        try {
            FileStore disk = Files.getFileStore(root);
            return disk.getUsableSpace() >= disk.getTotalSpace() / SPARE_PART;
        } catch (IOException e) {
            LOG.warn("Cannot read the free space of {}: {}. It counts as full", root, e.toString());
            return false;
        }
    }

    /** Returns whether new directories can be created: not while many cannot be removed and the disk is nearly full. */
    public boolean hasRoom() {
        return removal.hasRoom();
    }

    /** Returns the number of directories of finished jobs still to be removed. */
    public int pendingRemovals() {
        return removal.pendingCount();
    }

    /**
     * Tests whether a task can be mounted with an overlay in this folder.
     *
     * @param visible whether a container that mounts a folder of the overlay sees the same files as the agent
     */
    public boolean canOverlay(Path task, BiPredicate<TaskOverlay, Path> visible) {
        return TaskOverlay.isPossible(root, task, visible);
    }

    /**
     * Tests whether the folders of a student can be bind-mounted in this folder, where its grader cannot replace them. Tested
     * once for each manager.
     *
     * @param manager key of the remembered answer
     * @param visible whether a container that mounts a folder sees the same files as the agent
     */
    public boolean canMount(Object manager, Predicate<Path> visible) {
        return mountable.computeIfAbsent(manager, _ -> BindMountProbe.isVisible(root, visible));
    }

    /** Returns whether a task should be mounted with an overlay instead of copied: it is large, and would look the same. */
    public static boolean isWorthOverlaying(Path task) throws IOException {
        TaskStats stats = TaskStats.of(task);
        return stats.isLarge() && stats.canOverlay();
    }

    /**
     * Deletes the directories of an earlier process of the agent. Called before the first job, after the containers of that
     * process were removed. Slow deletions continue in the background.
     */
    public void deleteOrphans() throws IOException {
        try (DirectoryStream<Path> orphans = Files.newDirectoryStream(root, "job-*")) {
            removal.removeOrphans(orphans);
        }
        // Not in the background: this process uses a folder of the same name.
        try {
            TreeRemoval.remove(root.resolve(HOSTS));
        } catch (IOException e) {
            LOG.warn("Cannot remove orphaned folder {}: {}", root.resolve(HOSTS), e.toString());
        }
    }

    /** Unlocks the folder for another agent. The marker file stays. */
    @Override
    public void close() {
        removal.close();
        disks.ifPresent(TaskDisks::close);
        lock.close();
    }
}
