package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of what one opened runtime has made, locked as long as that is open: a folder whose lock is free is of an
 * earlier run. Mounts below it are seen by nobody else on the host. Whoever makes one closes it.
 */
final class RunDir implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String PIDS = "pids";

    private final Path folder;
    private final Flock lock;

    private RunDir(Path folder, Flock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static RunDir make(Path runDirs) throws IOException {
        Files.createDirectories(runDirs, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path folder = Files.createTempDirectory(runDirs, "run-");
        Path file = Files.createFile(folder.resolve(LOCK));
        Flock lock = Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow(() -> new IOException(file + " is locked by another"));
        Mounts.isolate(folder);
        Files.createDirectory(folder.resolve(PIDS));
        return new RunDir(folder, lock);
    }

    /** Lets everybody pass from {@code top} to here, seeing nothing: an OCI command comes by as a container's root. */
    void letThrough(Path top) throws IOException {
        for (Path each = folder; each.startsWith(top); each = each.getParent()) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /** Of a container, whether made or not. */
    Path container(String id) {
        return folder.resolve(id);
    }

    /**
     * Shows a program in a place where nobody can write to it. crun else makes such a place for itself, in front of every
     * container, lest a container change the program that runs it; that takes a third of its time.
     */
    Path guarded(Path program) throws IOException {
        Path file = Files.createFile(folder.resolve(program.getFileName()));
        Mounts.bindReadOnly(program, file);
        return file;
    }

    /** Where pid files are written. */
    Path pids() {
        return folder.resolve(PIDS);
    }

    /** The folders of this run's containers. */
    List<Path> containers() throws IOException {
        return containersOf(folder);
    }

    /** The folders of containers whose run is over. */
    static List<Path> orphans(Path runDirs) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path runDir : list(runDirs)) {
            if (over(runDir)) {
                found.addAll(containersOf(runDir));
            }
        }
        return found;
    }

    /** Removes the directories of runs that are over and left nothing. */
    static void removeEmpty(Path runDirs) throws IOException {
        for (Path runDir : list(runDirs)) {
            if (over(runDir) && containersOf(runDir).isEmpty()) {
                remove(runDir);
            }
        }
    }

    private static boolean over(Path runDir) throws IOException {
        Path file = runDir.resolve(LOCK);
        // Without a lock it is just being made, or removed.
        if (!Files.exists(file)) {
            return false;
        }
        var free = Flock.tryLock(file, Mode.EXCLUSIVE);
        free.ifPresent(Flock::close);
        return free.isPresent();
    }

    private static List<Path> containersOf(Path runDir) throws IOException {
        return list(runDir).stream().filter(Files::isDirectory).filter(path -> !path.endsWith(PIDS)).toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }

    private static void remove(Path runDir) throws IOException {
        Mounts.detach(runDir);
        for (Path file : list(runDir.resolve(PIDS))) {
            Files.deleteIfExists(file);
        }
        for (Path file : list(runDir)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(runDir);
    }

    /** Removes the folder unless something is left in it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (containersOf(folder).isEmpty()) {
                remove(folder);
            }
        }
    }
}
