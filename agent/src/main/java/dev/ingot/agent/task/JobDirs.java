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
 * The folder that holds the directories of running jobs: {@code <tmpdir>/ingot-jobs}, marked as ours by a file in it and
 * locked for one agent at a time. Nothing outside it is ever deleted.
 */
public final class JobDirs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirs.class);
    private static final String FOLDER = "ingot-jobs";
    private static final String HOSTS = "hosts";
    private static final String MARKER_FILE = ".ingot-agent";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** Where many directories cannot be removed, one part of so many of the disk is kept free of new ones. */
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
     * Takes possession of the folder below {@code tmpdir}, making it where needed.
     *
     * @param disk on which each job's directory is to be, when it is to be limited
     * @throws IOException when it cannot be made, holds files that are not ours, or serves another running agent
     */
    public static JobDirs open(Path tmpdir, Optional<LoopFileSystem> disk) throws IOException {
        return open(tmpdir, disk, FIRST_PAUSE);
    }

    /** @param firstPause after a removal that failed, until it is tried again for the first time */
    static JobDirs open(Path tmpdir, Optional<LoopFileSystem> disk, Duration firstPause) throws IOException {
        Path root = Files.createDirectories(tmpdir).toRealPath().resolve(FOLDER);
        boolean fresh = !Files.exists(root);
        if (fresh) {
            Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            lockMarker(root);
        } else if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) || !Files.exists(root.resolve(MARKER_FILE))) {
            throw new IOException(root + " exists and is not marked as ours (no " + MARKER_FILE + " in it)");
        }
        try (ResourceStack opened = new ResourceStack()) {
            return opened.release(new JobDirs(root, opened.add(lock(root)), disk, firstPause));
        }
    }

    /** The same, with as much room for each job as the host's disk has. */
    public static JobDirs open(Path tmpdir) throws IOException {
        return open(tmpdir, Optional.empty());
    }

    /** Marks a new folder. Another agent may take possession of it as soon as it is marked: then nothing of it is removed. */
    private static void lockMarker(Path root) throws IOException {
        Path mark = root.resolve(MARKER_FILE);
        try {
            Files.writeString(mark, "Job directories of a running Ingot agent.\n", StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            // Without its mark the folder would be refused for ever, also once the disk has room again.
            Files.deleteIfExists(mark);
            Files.deleteIfExists(root);
            throw e;
        }
    }

    private static Flock lock(Path root) throws IOException {
        return Flock.tryLock(root.resolve(MARKER_FILE), Mode.EXCLUSIVE)
            .orElseThrow(() -> new IOException(root + " is in use by another agent"));
    }

    /** Where runtimes may keep files of containers, below a tmpdir whose directories need not be open yet. */
    public static Path hostsFolder(Path tmpdir) {
        return tmpdir.toAbsolutePath().normalize().resolve(FOLDER).resolve(HOSTS);
    }

    /** Where the directories lie; container engines must see the same path. */
    public Path root() {
        return root;
    }

    /** Makes an empty directory for one job; whoever asks closes it. */
    public JobDir create(PermissionFixer unlocker) throws IOException {
        return create(unlocker, "", false, "");
    }

    /**
     * The same.
     *
     * @param runtime  by name, whose containers have it mounted
     * @param separate whether what students see of the task is to lie in folders of its own: {@link JobDir#separate}
     * @param kind     of what jobs it is, for the log: where many directories of one kind cannot be removed, no more of that
     *                 kind are made. {@link JobDir#serve} changes it
     * @throws IOException also when so many directories cannot be removed that none is made
     */
    public JobDir create(PermissionFixer unlocker, String runtime, boolean separate, String kind) throws IOException {
        removal.checkRoom(kind);
        removal.checkRoom();
        Path path = Files.createTempDirectory(root, "job-");
        try {
            if (disks.isPresent() && !unlimitedRuntimes.contains(runtime)) {
                disks.get().mount(path);
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            return new JobDir(this, path, unlocker, removal, separate, kind);
        } catch (IOException | RuntimeException | Error e) {
            removal.dispose(path, kind, onward -> removal.remove(path, onward));
            throw e;
        }
    }

    /** Directories of that runtime's jobs are on the disk of the tmpdir from now on, without a limit. */
    public void disableDiskLimit(String runtime) {
        unlimitedRuntimes.add(runtime);
    }

    /**
     * Waits while so many directories cannot be removed that no new one is made.
     *
     * @param kind of what jobs the new one is to be; where too many of this kind cannot be removed, nothing is waited for
     * @throws IOException when no new one is made for a minute, or none of this kind
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
            LOG.warn("It cannot be seen how much space there is in {}: {}", root, e.toString());
            return false;
        }
    }

    /** Whether new directories are made; not while many cannot be removed and they leave little space. */
    public boolean hasRoom() {
        return removal.hasRoom();
    }

    /** Directories of jobs that are over, and still to be removed. */
    public int pendingRemovals() {
        return removal.pendingCount();
    }

    /**
     * Whether a task can be shown below a layer here.
     *
     * @param seen whether containers would see what we see in a folder that the layer shows
     */
    public boolean canOverlay(Path task, BiPredicate<TaskOverlay, Path> seen) {
        return TaskOverlay.isPossible(root, task, seen);
    }

    /**
     * Whether a student's folders can be mounted for it here, so that its grader can put nothing in their place. Tried once for
     * each engine.
     *
     * @param engine by which the answer is remembered
     * @param seen   whether its containers would see what we see in a folder
     */
    public boolean canMount(Object engine, Predicate<Path> seen) {
        return mountable.computeIfAbsent(engine, _ -> BindMountProbe.isVisible(root, seen));
    }

    /** Whether a task is rather shown below a layer than copied: it is large, and would look the same. */
    public static boolean isWorthOverlaying(Path task) throws IOException {
        TaskStats survey = TaskStats.of(task);
        return survey.isLarge() && survey.canOverlay();
    }

    /**
     * Deletes what an earlier life left; to be called before the first job, after the containers of that life are gone. What
     * takes long is deleted beside the jobs.
     */
    public void deleteOrphans() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, "job-*")) {
            removal.removeOrphans(left);
        }
        // Now: this life has a folder of that name too.
        try {
            TreeRemoval.remove(root.resolve(HOSTS));
        } catch (IOException e) {
            LOG.warn("{} of an earlier life cannot be removed: {}", root.resolve(HOSTS), e.toString());
        }
    }

    /** Gives the folder free for another agent; the mark stays. */
    @Override
    public void close() {
        removal.close();
        disks.ifPresent(TaskDisks::close);
        lock.close();
    }
}
