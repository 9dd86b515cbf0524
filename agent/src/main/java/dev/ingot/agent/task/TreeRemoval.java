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
 * Deletes a folder with all in it, in rounds, for as long as a round removes or moves anything. Programs of containers have
 * filled it: no link is followed, not even one that takes a folder's place meanwhile, and no folder lies too deep, since from
 * some depth on each is moved up to the top before it is emptied. What cannot be removed keeps nothing else from being removed.
 *
 * <p>No mount is entered: rmdir(2) of a folder that something is mounted on fails as busy, and a folder is opened only after
 * rmdir has said that it is not empty.
 */
final class TreeRemoval {
    /** Rounds without effect before it gives up: a program that still writes there may have undone each. */
    private static final int MAX_VAIN_ROUNDS = 20;
    private static final long PAUSE_NANOS = 5_000_000;
    /** So deep with a folder open at each level; most trees end before. */
    private static final int MAX_OPEN_LEVELS = 8;

    private final Path root;
    private final BooleanSupplier mayContinue;
    /** Names of what is moved to the top: what containers made cannot have them, nor what an earlier removal moved. */
    private final String prefix = "moved-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
    private long moved;
    private long progress;
    private boolean stopped;
    private IOException failure;

    private TreeRemoval(Path root, BooleanSupplier mayContinue) {
        this.root = root;
        this.mayContinue = mayContinue;
    }

    /** Returns when it is gone. */
    static void remove(Path folder) throws IOException {
        remove(folder, () -> true);
    }

    /**
     * Removes it as far as it is told to.
     *
     * @param onward asked before each entry whether to go on
     * @return whether it is gone; when not, it was told to stop
     * @throws AccessDeniedException when something in it may not be removed by this process; all else in it is gone
     * @throws IOException           when something in it cannot be removed; all else in it is gone
     */
    static boolean remove(Path folder, BooleanSupplier onward) throws IOException {
        return new TreeRemoval(folder, onward).run();
    }

    private boolean run() throws IOException {
        int vain = 0;
        while (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            long before = progress;
            failure = null;
            runRound();
            if (stopped) {
                return false;
            }
            vain = progress > before ? 0 : vain + 1;
            if (vain > 0) {
                giveUpOrWait(vain);
            }
        }
        return true;
    }

    private void giveUpOrWait(int vain) throws IOException {
        if (failure instanceof AccessDeniedException) {
            throw failure;
        }
        if (vain >= MAX_VAIN_ROUNDS) {
            throw failure != null ? failure : new IOException(root + " is there again whenever it is removed");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void runRound() {
        try {
            if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                // Linux has no other kind of stream; one that is not secure could be led astray by a link.
                try (SecureDirectoryStream<Path> top = (SecureDirectoryStream<Path>) Files.newDirectoryStream(root)) {
                    deleteContents(top, top, MAX_OPEN_LEVELS);
                }
            }
            if (!stopped && failure == null && Files.deleteIfExists(root)) {
                progress++;
            }
        } catch (DirectoryNotEmptyException e) {
            // What was moved to the top has its turn in the next round.
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
                // Most are empty: to open each and look takes seven calls of the system more.
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

    /** Keeps the first of a round, but rather one that the folder's owner could avoid. */
    private void recordFailure(IOException e) {
        if (failure == null || e instanceof AccessDeniedException && !(failure instanceof AccessDeniedException)) {
            failure = e;
        }
    }

    /** Whether the folder was empty; then it is gone. */
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
