package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Deletes a folder with all in it. Whoever filled it may wish us ill: no link is followed, not even one that takes a folder's
 * place meanwhile, and no folder lies too deep, since from some depth on each is moved up to the top before it is emptied. A
 * process that still writes there only makes it try again.
 */
final class TreeRemoval {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** So deep with a folder open at each level; most trees end before. */
    private static final int LEVELS = 8;

    private final Path root;
    private long moved;

    private TreeRemoval(Path root) {
        this.root = root;
    }

    static void remove(Path folder) throws IOException {
        TreeRemoval removal = new TreeRemoval(folder);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || removal.sweep()) {
                    Files.deleteIfExists(folder);
                } else if (System.nanoTime() > deadline) {
                    throw new IOException(folder + " is too deep");
                }
            } catch (AccessDeniedException e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Goes once through it all. Whether nothing was moved up to the top, to be gone through the next time. */
    private boolean sweep() throws IOException {
        long before = moved;
        // Linux has no other kind of stream; one that is not secure could be led astray by a link.
        try (SecureDirectoryStream<Path> top = (SecureDirectoryStream<Path>) Files.newDirectoryStream(root)) {
            empty(top, top, LEVELS);
        }
        return moved == before;
    }

    private void empty(SecureDirectoryStream<Path> folder, SecureDirectoryStream<Path> top, int levels) throws IOException {
        for (Path entry : folder) {
            Path name = entry.getFileName();
            if (!isFolder(folder, name)) {
                folder.deleteFile(name);
            } else if (emptied(folder, name)) {
                // Most are empty: to open each and look takes seven calls of the system more.
                continue;
            } else if (levels == 0) {
                folder.move(name, top, Path.of("moved-" + moved++));
            } else {
                try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    empty(inner, top, levels - 1);
                }
                folder.deleteDirectory(name);
            }
        }
    }

    /** Whether the folder was empty; then it is gone. */
    private static boolean emptied(SecureDirectoryStream<Path> parent, Path name) throws IOException {
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
