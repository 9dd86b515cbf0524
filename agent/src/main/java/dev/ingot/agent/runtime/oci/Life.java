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
 * earlier life. Mounts below it are seen by nobody else on the host. Whoever begins a life closes it.
 */
final class Life implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String PIDS = "pids";

    private final Path folder;
    private final Flock lock;

    private Life(Path folder, Flock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Life begin(Path lives) throws IOException {
        Files.createDirectories(lives, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path folder = Files.createTempDirectory(lives, "life-");
        Path file = Files.createFile(folder.resolve(LOCK));
        Flock lock = Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow(() -> new IOException(file + " is locked by another"));
        Mounts.isolate(folder);
        Files.createDirectory(folder.resolve(PIDS));
        return new Life(folder, lock);
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

    /** The folders of all containers, of this life and of others. */
    static List<Path> containers(Path lives) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path life : list(lives)) {
            found.addAll(containersOf(life));
        }
        return found;
    }

    /** The folders of containers whose life is over. */
    static List<Path> orphans(Path lives) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path life : list(lives)) {
            if (over(life)) {
                found.addAll(containersOf(life));
            }
        }
        return found;
    }

    /** Removes the folders of lives that are over and left nothing. */
    static void bury(Path lives) throws IOException {
        for (Path life : list(lives)) {
            if (over(life) && containersOf(life).isEmpty()) {
                remove(life);
            }
        }
    }

    private static boolean over(Path life) throws IOException {
        Path file = life.resolve(LOCK);
        // Without a lock it is just being made, or removed.
        if (!Files.exists(file)) {
            return false;
        }
        var free = Flock.tryLock(file, Mode.EXCLUSIVE);
        free.ifPresent(Flock::close);
        return free.isPresent();
    }

    private static List<Path> containersOf(Path life) throws IOException {
        return list(life).stream().filter(Files::isDirectory).filter(path -> !path.endsWith(PIDS)).toList();
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

    private static void remove(Path life) throws IOException {
        Mounts.detach(life);
        for (Path file : list(life.resolve(PIDS))) {
            Files.deleteIfExists(file);
        }
        for (Path file : list(life)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(life);
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
