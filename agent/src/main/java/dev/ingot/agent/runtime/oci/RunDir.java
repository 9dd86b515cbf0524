package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.PrivateFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder with the containers of one open runtime. It is locked (flock) while the runtime is open; a folder whose lock is
 * free is an orphan. It is a private mount, so mounts below it do not propagate. The caller closes it.
 */
final class RunDir implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String NEW_LOCK = "lock.new";
    private static final String PIDS = "pids";
    private static final String USERS = "users";
    /** Subfolders that do not belong to a container. */
    private static final Set<String> NON_CONTAINER_FOLDERS = Set.of(PIDS, USERS);
    private static final int LOCK_ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Path folder;
    private final Flock lock;
    private final IdRanges ranges;

    private RunDir(Path folder, Flock lock, IdRanges ranges) {
        this.folder = folder;
        this.lock = lock;
        this.ranges = ranges;
    }

    /**
     * Creates and locks a new folder.
     *
     * @param runDirs the parent; created when missing
     * @param ranges  from which the run's user ids are allocated, and to which they are released
     */
    static RunDir make(Path runDirs, IdRanges ranges) throws IOException {
        PrivateFolder.createOrRestrict(runDirs);
        Path folder = Files.createTempDirectory(runDirs, "run-");
        Path file = Files.createFile(folder.resolve(NEW_LOCK));
        Flock lock = Flock.tryLock(file, Mode.EXCLUSIVE)
            .orElseThrow(() -> new IOException(file + " is locked by another process"));
        try {
            // Renamed only while locked: a free lock of that name means an orphan.
            Files.move(file, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            Mounts.makePrivate(folder);
            RunDir runDir = new RunDir(folder, lock, ranges);
            runDir.recreatePidFolder();
            return runDir;
        } catch (IOException | RuntimeException | Error e) {
            // The folder is removed later as an orphan.
            lock.close();
            throw e;
        }
    }

    /**
     * Lets every user traverse the folders from {@code top} to this one, without listing them: an OCI command passes them as
     * the root user of a container's user namespace.
     */
    void allowTraversal(Path top) throws IOException {
        for (Path each = folder; each.startsWith(top); each = each.getParent()) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /**
     * Creates the folder of pid files when it is missing: at the beginning, and after it was removed.
     *
     * @throws IOException also when the run's own folder is missing
     */
    void recreatePidFolder() throws IOException {
        // The run's folder is a mount and cannot be recreated.
        PrivateFolder.createIn(folder, PIDS);
    }

    /** Returns the path of a container's folder, whether it exists or not. */
    Path container(String id) {
        return folder.resolve(id);
    }

    /**
     * Mounts a program read-only in the run's folder. Otherwise crun creates such a mount before every container, to keep
     * containers from changing the program that runs them (CVE-2019-5736), which takes a third of its time.
     *
     * @return the path of the mount
     */
    Path bindReadOnly(Path program) throws IOException {
        Path file = Files.createFile(folder.resolve(program.getFileName()));
        Mounts.bindReadOnly(program, file);
        return file;
    }

    /** Returns the folder for pid files. */
    Path pids() {
        return folder.resolve(PIDS);
    }

    /**
     * Opens the pool of user namespaces, which the caller closes before this folder.
     *
     * @param ready how many are kept ready
     */
    UserNamespacePool openUserNamespaces(int ready) throws IOException {
        return new UserNamespacePool(PrivateFolder.createIn(folder, USERS), ranges, folder.getFileName().toString(), ready);
    }

    /** Returns the folders of this run's containers. */
    List<Path> containers() throws IOException {
        return containersOf(folder);
    }

    /** Returns whether a container's folder belongs to this run. */
    boolean contains(Path container) {
        return folder.equals(container.getParent());
    }

    /** Returns the folders of all containers in orphaned run folders. */
    static List<Path> findOrphans(Path runDirs) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path runDir : list(runDirs)) {
            if (isOrphan(runDir)) {
                found.addAll(containersOf(runDir));
            }
        }
        return found;
    }

    /** An action on an orphaned run folder. */
    interface LockedAction {
        void run() throws IOException;
    }

    /**
     * Runs an action on an orphaned run folder while holding its lock, so that no other agent works on it, and then removes
     * the folder and its user namespaces if it has no container left. Does nothing when another agent holds the lock.
     */
    static void runLocked(Path runDir, IdRanges ranges, LockedAction action) throws IOException {
        Optional<Flock> lock = tryLockOrphan(runDir);
        if (lock.isPresent()) {
            try (Flock _ = lock.get()) {
                action.run();
                if (containersOf(runDir).isEmpty()) {
                    remove(runDir, ranges);
                }
            }
        }
    }

    /** A process that checks the lock takes it for a moment, so a failed attempt is repeated. */
    private static Optional<Flock> tryLockOrphan(Path runDir) throws IOException {
        Optional<Flock> lock = Optional.empty();
        for (int i = 0; i < LOCK_ATTEMPTS && lock.isEmpty() && Files.exists(runDir.resolve(LOCK)); i++) {
            if (i > 0) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            lock = lock(runDir, Mode.EXCLUSIVE);
        }
        return lock;
    }

    /** Removes orphaned run folders without containers. */
    static void removeEmpty(Path runDirs, IdRanges ranges) throws IOException {
        for (Path runDir : list(runDirs)) {
            if (isOrphan(runDir)) {
                runLocked(runDir, ranges, () -> { });
            }
        }
    }

    private static boolean isOrphan(Path runDir) throws IOException {
        // A folder without a lock file is just being created or removed. Several agents may check at the same time, so the
        // lock is shared.
        Optional<Flock> free = Files.exists(runDir.resolve(LOCK)) ? lock(runDir, Mode.SHARED) : Optional.empty();
        free.ifPresent(Flock::close);
        return free.isPresent();
    }

    private static Optional<Flock> lock(Path runDir, Mode mode) throws IOException {
        try {
            return Flock.tryLock(runDir.resolve(LOCK), mode);
        } catch (IOException e) {
            if (Files.exists(runDir.resolve(LOCK))) {
                throw e;
            }
            // Another agent has removed it meanwhile.
            return Optional.empty();
        }
    }

    private static List<Path> containersOf(Path runDir) throws IOException {
        return list(runDir).stream().filter(Files::isDirectory)
            .filter(path -> !NON_CONTAINER_FOLDERS.contains(path.getFileName().toString())).toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It was never created, or another agent has removed it.
            return List.of();
        }
        return found;
    }

    private static void remove(Path runDir, IdRanges ranges) throws IOException {
        Mounts.detach(runDir);
        for (String shared : NON_CONTAINER_FOLDERS) {
            for (Path file : list(runDir.resolve(shared))) {
                Files.deleteIfExists(file);
            }
        }
        ranges.release(runDir.getFileName().toString());
        for (Path file : list(runDir)) {
            if (!file.endsWith(LOCK)) {
                Files.deleteIfExists(file);
            }
        }
        // Deleted last: a folder without a lock file is never found again.
        Files.deleteIfExists(runDir.resolve(LOCK));
        Files.deleteIfExists(runDir);
    }

    /** Releases the lock, and removes the folder if it has no container left. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (containersOf(folder).isEmpty()) {
                remove(folder, ranges);
            }
        }
    }
}
