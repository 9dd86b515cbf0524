package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes a folder with all in it, never following a link. A process that still writes there only makes it try again. */
final class TreeRemoval {
    private static final int ATTEMPTS = 5;

    private TreeRemoval() { }

    static void remove(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.walkFileTree(folder, new Deleter());
                return;
            } catch (NoSuchFileException e) {
                if (e.getFile().equals(folder.toString())) {
                    return;
                }
                rethrowAtLast(attempt, e);
            } catch (DirectoryNotEmptyException e) {
                rethrowAtLast(attempt, e);
            }
        }
    }

    private static void rethrowAtLast(int attempt, IOException e) throws IOException {
        if (attempt == ATTEMPTS) {
            throw e;
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
