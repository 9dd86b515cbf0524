package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Deletes a folder and its contents, in rounds, as long as a round removes or moves anything. Programs of containers have
 * filled the folder: no link is followed, even if it replaces a folder meanwhile, and any depth works, because deep folders
 * are moved to the top before they are emptied. An entry that cannot be removed does not prevent the removal of others.
 *
 * <p>No mount is entered: rmdir(2) of a mount point fails with EBUSY, and a folder is opened only after rmdir has failed with
 * ENOTEMPTY.
 */
final class TreeRemoval {
    /** Rounds without effect before the removal fails; a program that still writes may undo some. */
    private static final int MAX_ROUNDS_WITHOUT_PROGRESS = 20;
    private static final long PAUSE_NANOS = 5_000_000;
    /** Maximum depth with an open descriptor per level; most trees are less deep. */
    private static final int MAX_OPEN_LEVELS = 8;

    private final Path root;
    private final BooleanSupplier mayContinue;
    /** Prefix of the names of moved folders; random, so that no existing entry has it. */
    private final String prefix = "moved-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
    private long moved;
    private long progress;
    private boolean stopped;
    private IOException failure;

    private TreeRemoval(Path root, BooleanSupplier mayContinue) {
        this.root = root;
        this.mayContinue = mayContinue;
    }

    /** Removes a folder and returns when it is gone. */
    static void remove(Path folder) throws IOException {
        remove(folder, () -> true);
    }

    /**
     * Removes a folder while {@code mayContinue} returns true.
     *
     * @param mayContinue called before each entry
     * @return whether the folder is removed; false if {@code mayContinue} returned false
     * @throws AccessDeniedException when this process may not remove some entries; all others are removed
     * @throws IOException           when some entries cannot be removed; all others are removed
     */
    static boolean remove(Path folder, BooleanSupplier mayContinue) throws IOException {
        return new TreeRemoval(folder, mayContinue).run();
    }

    private boolean run() throws IOException {
        int roundsWithoutProgress = 0;
        while (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            long before = progress;
            failure = null;
            runRound();
            if (stopped) {
                return false;
            }
            roundsWithoutProgress = progress > before ? 0 : roundsWithoutProgress + 1;
            if (roundsWithoutProgress > 0) {
                failOrWait(roundsWithoutProgress);
            }
        }
        return true;
    }

    private void failOrWait(int roundsWithoutProgress) throws IOException {
        if (failure instanceof AccessDeniedException) {
            throw failure;
        }
        if (roundsWithoutProgress >= MAX_ROUNDS_WITHOUT_PROGRESS) {
            throw failure != null ? failure : new IOException(root + " reappears after each removal");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void runRound() {
        try {
            if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                // The JDK on Linux always returns this type. Other streams would follow links.
                try (SecureDirectoryStream<Path> top = (SecureDirectoryStream<Path>) Files.newDirectoryStream(root)) {
                    deleteContents(top, top, MAX_OPEN_LEVELS);
                }
            }
            if (!stopped && failure == null && Files.deleteIfExists(root)) {
                progress++;
            }
        } catch (DirectoryNotEmptyException e) {
            // The next round removes what was moved to the top.
            if (failure == null) {
                failure = e;
            }
        } catch (IOException e) {
            recordFailure(e);
        }
    }

    private void deleteContents(SecureDirectoryStream<Path> folder, SecureDirectoryStream<Path> top, int levels) {
        Iterator<Path> entries = folder.iterator();
        try {
            while (!stopped && entries.hasNext()) {
                Path name = entries.next().getFileName();
                if (mayContinue.getAsBoolean()) {
                    remove(folder, name, top, levels);
                } else {
                    stopped = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            recordFailure(e.getCause());
        }
    }

    private void remove(SecureDirectoryStream<Path> folder, Path name, SecureDirectoryStream<Path> top, int levels) {
        try {
            if (!isFolder(folder, name)) {
                folder.deleteFile(name);
                progress++;
            } else if (deleteIfEmpty(folder, name)) {
                // Most folders are empty; opening one takes seven more system calls.
                progress++;
            } else if (levels == 0) {
                folder.move(name, top, Path.of(prefix + moved++));
                progress++;
            } else {
                try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    deleteContents(inner, top, levels - 1);
                }
                if (!stopped && deleteIfEmpty(folder, name)) {
                    progress++;
                }
            }
        } catch (NoSuchFileException e) {
            // Something else has removed it.
            return;
        } catch (IOException e) {
            recordFailure(e);
        }
    }

    /** Keeps the first failure of a round, but prefers an AccessDeniedException, which the caller can fix. */
    private void recordFailure(IOException e) {
        if (failure == null || e instanceof AccessDeniedException && !(failure instanceof AccessDeniedException)) {
            failure = e;
        }
    }

    /** Deletes a folder if it is empty; returns whether it was. */
    private static boolean deleteIfEmpty(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            parent.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes().isDirectory();
    }
}
