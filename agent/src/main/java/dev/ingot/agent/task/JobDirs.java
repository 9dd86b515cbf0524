package dev.ingot.agent.task;

import dev.ingot.agent.linux.DiskInFile;
import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final String MARK = ".ingot-agent";
    private static final String DEVICE = "unix:dev";

    private final Path root;
    private final Flock lock;
    private final Optional<DiskInFile> disk;
    private final Map<Object, Boolean> mountable = new ConcurrentHashMap<>();

    private JobDirs(Path root, Flock lock, Optional<DiskInFile> disk) {
        this.root = root;
        this.lock = lock;
        this.disk = disk;
    }

    /**
     * Takes possession of the folder below {@code tmpdir}, making it where needed.
     *
     * @param disk on which each job's directory is to be, when it is to be limited
     * @throws IOException when it cannot be made, holds files that are not ours, or serves another running agent
     */
    public static JobDirs open(Path tmpdir, Optional<DiskInFile> disk) throws IOException {
        Path root = Files.createDirectories(tmpdir).toRealPath().resolve(FOLDER);
        boolean fresh = !Files.exists(root);
        if (fresh) {
            Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) || !Files.exists(root.resolve(MARK))) {
            throw new IOException(root + " exists and is not marked as ours (no " + MARK + " in it)");
        }
        try {
            return new JobDirs(root, mark(root), disk);
        } catch (IOException e) {
            if (fresh) {
                // Without its mark it would be refused for ever, also once the disk has room again.
                TreeRemoval.remove(root);
            }
            throw e;
        }
    }

    /** The same, with as much room for each job as the host's disk has. */
    public static JobDirs open(Path tmpdir) throws IOException {
        return open(tmpdir, Optional.empty());
    }

    private static Flock mark(Path root) throws IOException {
        Path mark = root.resolve(MARK);
        if (!Files.exists(mark)) {
            Files.writeString(mark, "Job directories of a running Ingot agent.\n");
        }
        return Flock.tryLock(mark, Mode.EXCLUSIVE).orElseThrow(() -> new IOException(root + " is in use by another agent"));
    }

    /** Where runtimes may keep files of containers, below a tmpdir whose directories need not be open yet. */
    public static Path hostsIn(Path tmpdir) {
        return tmpdir.toAbsolutePath().normalize().resolve(FOLDER).resolve(HOSTS);
    }

    /** Where the directories lie; container engines must see the same path. */
    public Path root() {
        return root;
    }

    /** Makes an empty directory for one job; whoever asks closes it. */
    public JobDir create(Unlocker unlocker) throws IOException {
        return create(unlocker, false);
    }

    /**
     * The same.
     *
     * @param separate whether what students see of the task is to lie in folders of its own: {@link JobDir#separate}
     */
    public JobDir create(Unlocker unlocker, boolean separate) throws IOException {
        Path path = Files.createTempDirectory(root, "job-");
        try {
            if (disk.isPresent()) {
                disk.get().mount(path, path.resolveSibling(path.getFileName() + ".disk"));
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            return new JobDir(this, path, unlocker, separate);
        } catch (IOException e) {
            remove(path);
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".disk"));
            throw e;
        }
    }

    /** Removes a job's directory, with the disk it may have of its own: that goes as a whole. */
    static void remove(Path path) throws IOException {
        if (Files.exists(path.resolve(JobDir.ASIDE), LinkOption.NOFOLLOW_LINKS)) {
            // What students have mounted: removing what is in there would end at the mount's own folder.
            Mounts.detachBelow(path.resolve(JobDir.ASIDE));
        }
        TaskLayer.in(path).unmount();
        if (mounted(path)) {
            Mounts.detach(path);
        }
        TreeRemoval.remove(path);
    }

    private static boolean mounted(Path path) throws IOException {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.getAttribute(path, DEVICE).equals(Files.getAttribute(path.getParent(), DEVICE));
    }

    /**
     * Whether containers see the directories that are made here, as one made for the trial.
     *
     * @param seen whether containers would see what we see in a folder
     * @throws IOException when none can be made
     */
    public boolean canLimit(Predicate<Path> seen) throws IOException {
        try (JobDir trial = create(_ -> { })) {
            return seen.test(trial.task());
        }
    }

    /**
     * Whether tasks can be shown below a layer here.
     *
     * @param seen whether containers would see what we see in a folder
     */
    public boolean canLayer(Predicate<Path> seen) {
        return TaskLayer.possible(root, seen);
    }

    /**
     * Whether a student's folders can be mounted for it here, so that its grader can put nothing in their place. Tried once for
     * each engine.
     *
     * @param engine by which the answer is remembered
     * @param seen   whether its containers would see what we see in a folder
     */
    public boolean canMount(Object engine, Predicate<Path> seen) {
        return mountable.computeIfAbsent(engine, _ -> MountTrial.seen(root, seen));
    }

    /** Whether a task is rather shown below a layer than copied: it is large, and would look the same. */
    public static boolean worthLayering(Path task) throws IOException {
        TaskSurvey survey = TaskSurvey.of(task);
        return survey.large() && survey.plain();
    }

    /** Deletes what an earlier life left; to be called before the first job, after the containers of that life are gone. */
    public void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, "{job-*," + HOSTS + "}")) {
            for (Path path : left) {
                try {
                    Mounts.detachBelow(path);
                    remove(path);
                    LOG.info("Removed {} of an earlier life", path);
                } catch (IOException e) {
                    LOG.warn("{} of an earlier life cannot be removed: {}", path, e.toString());
                }
            }
        }
    }

    /** Gives the folder free for another agent; the mark stays. */
    @Override
    public void close() {
        lock.close();
    }
}
