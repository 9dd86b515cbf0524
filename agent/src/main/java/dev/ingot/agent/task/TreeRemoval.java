package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Deletes a folder with all in it. Whoever filled it may wish us ill: no link is followed, not even one that takes a folder's
 * place meanwhile, and no folder lies too deep, since each is moved up to the top before it is emptied. A process that still
 * writes there only makes it try again.
 */
final class TreeRemoval {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

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
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || removal.sweep() == 0) {
                    Files.deleteIfExists(folder);
                } else if (System.nanoTime() > deadline) {
                    throw new IOException(folder + " fills as fast as it is emptied");
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

    /** Goes once through the entries at the top. How many there were. */
    private int sweep() throws IOException {
        int entries = 0;
        // Linux has no other kind of stream; one that is not secure could be led astray by a link.
        try (SecureDirectoryStream<Path> top = (SecureDirectoryStream<Path>) Files.newDirectoryStream(root)) {
            for (Path entry : top) {
                remove(top, entry.getFileName());
                entries++;
            }
        }
        return entries;
    }

    private void remove(SecureDirectoryStream<Path> top, Path name) throws IOException {
        if (!isFolder(top, name)) {
            top.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> folder = top.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : folder) {
                Path inner = entry.getFileName();
                if (isFolder(folder, inner)) {
                    folder.move(inner, top, Path.of("moved-" + moved++));
                } else {
                    folder.deleteFile(inner);
                }
            }
        }
        top.deleteDirectory(name);
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes().isDirectory();
    }
}
