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
 * The folder of what one opened runtime has made, locked as long as that is open: a folder whose lock is free is of an
 * earlier run. Mounts below it are seen by nobody else on the host. Whoever makes one closes it.
 */
final class RunDir implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String NEW_LOCK = "lock.new";
    private static final String PIDS = "pids";
    private static final String USERS = "users";
    /** Folders that are no container's. */
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

    /** @param ranges of which the run's users are taken, and to which they are given back with it */
    static RunDir make(Path runDirs, IdRanges ranges) throws IOException {
        PrivateFolder.createOrRestrict(runDirs);
        Path folder = Files.createTempDirectory(runDirs, "run-");
        Path file = Files.createFile(folder.resolve(NEW_LOCK));
        Flock lock = Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow(() -> new IOException(file + " is locked by another"));
        try {
            // Under its name it has been locked from the beginning: a free lock is one of a run that is over.
            Files.move(file, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            Mounts.makePrivate(folder);
            RunDir made = new RunDir(folder, lock, ranges);
            made.recreatePidFolder();
            return made;
        } catch (IOException | RuntimeException | Error e) {
            // What is there of it is removed as a run that is over.
            lock.close();
            throw e;
        }
    }

    /** Lets everybody pass from {@code top} to here, seeing nothing: an OCI command comes by as a container's root. */
    void allowTraversal(Path top) throws IOException {
        for (Path each = folder; each.startsWith(top); each = each.getParent()) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /**
     * Creates the folder of pid files where it is missing: at the beginning, and after it was removed.
     *
     * @throws IOException also when the run's own folder is not there
     */
    void recreatePidFolder() throws IOException {
        // The run's folder is a mount, which is never created anew.
        PrivateFolder.createIn(folder, PIDS);
    }

    /** Of a container, whether made or not. */
    Path container(String id) {
        return folder.resolve(id);
    }

    /**
     * Shows a program in a place where nobody can write to it. crun else makes such a place for itself, in front of every
     * container, lest a container change the program that runs it; that takes a third of its time.
     */
    Path bindReadOnly(Path program) throws IOException {
        Path file = Files.createFile(folder.resolve(program.getFileName()));
        Mounts.bindReadOnly(program, file);
        return file;
    }

    /** Where pid files are written. */
    Path pids() {
        return folder.resolve(PIDS);
    }

    /** User namespaces for its containers, of which some are kept ready. Closed before the run is. */
    UserNamespacePool openUserNamespaces(int ready) throws IOException {
        return new UserNamespacePool(PrivateFolder.createIn(folder, USERS), ranges, folder.getFileName().toString(), ready);
    }

    /** The folders of this run's containers. */
    List<Path> containers() throws IOException {
        return containersOf(folder);
    }

    /** Whether a container's folder is of this run. */
    boolean contains(Path container) {
        return folder.equals(container.getParent());
    }

    /** The folders of containers whose run is over. */
    static List<Path> findOrphans(Path runDirs) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path runDir : list(runDirs)) {
            if (isOrphan(runDir)) {
                found.addAll(containersOf(runDir));
            }
        }
        return found;
    }

    /** What is done with a run that is over. */
    interface LockedAction {
        void run() throws IOException;
    }

    /**
     * Does something with a run that is over while its lock is held, so that no other agent does the same, and removes its folder
     * when it has no container any more, with its user namespaces. Does nothing where another agent has the lock.
     */
    static void runLocked(Path runDir, IdRanges ranges, LockedAction removal) throws IOException {
        Optional<Flock> lock = tryLockOrphan(runDir);
        if (lock.isPresent()) {
            try (Flock _ = lock.get()) {
                removal.run();
                if (containersOf(runDir).isEmpty()) {
                    remove(runDir, ranges);
                }
            }
        }
    }

    /** Those who look whether a lock is free hold it for a moment themselves. */
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

    /** Removes the folders of runs that are over and left nothing. */
    static void removeEmpty(Path runDirs, IdRanges ranges) throws IOException {
        for (Path runDir : list(runDirs)) {
            if (isOrphan(runDir)) {
                runLocked(runDir, ranges, () -> { });
            }
        }
    }

    private static boolean isOrphan(Path runDir) throws IOException {
        // Without a lock it is just being made, or removed. A shared one: others may look at the same time.
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
            // None was ever made, or another agent has removed it.
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
        // Last: a folder without it would never be looked at again.
        Files.deleteIfExists(runDir.resolve(LOCK));
        Files.deleteIfExists(runDir);
    }

    /** Removes the folder unless something is left in it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (containersOf(folder).isEmpty()) {
                remove(folder, ranges);
            }
        }
    }
}
