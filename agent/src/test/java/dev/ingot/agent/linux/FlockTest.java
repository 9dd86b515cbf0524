package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.Flock.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlockTest {
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.createFile(folder.resolve("lock"));
    }

    @Test
    void sharedLocksCoexistAndBlockExclusiveOnes() throws IOException {
        try (Flock first = Flock.tryLock(file, Mode.SHARED).orElseThrow()) {
            Flock second = Flock.tryLock(file, Mode.SHARED).orElseThrow();
            assertEquals(Optional.empty(), Flock.tryLock(file, Mode.EXCLUSIVE));
            second.close();
            second.close();
            assertEquals(Optional.empty(), Flock.tryLock(file, Mode.EXCLUSIVE));
            first.close();
            Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow().close();
        }
    }

    @Test
    void anExclusiveLockBlocksAllOthers() throws IOException {
        try (Flock held = Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow()) {
            assertEquals(Optional.empty(), Flock.tryLock(file, Mode.SHARED));
            assertEquals(Optional.empty(), Flock.tryLock(file, Mode.EXCLUSIVE));
            // Other descriptors of the file are opened and closed, which would release a FileLock.
            assertEquals("", Files.readString(file));
            assertEquals(Optional.empty(), Flock.tryLock(file, Mode.SHARED));
            assertTrue(Files.exists(file), held.toString());
        }
    }

    @Test
    void aChildDoesNotInheritTheLock() throws Exception {
        Process child;
        try (Flock held = Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow()) {
            child = new ProcessBuilder("sleep", "60").start();
            assertTrue(child.isAlive(), held.toString());
        }
        try {
            Flock.tryLock(file, Mode.EXCLUSIVE).orElseThrow().close();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aMissingFileIsAnError() {
        assertThrows(IOException.class, () -> Flock.tryLock(folder.resolve("none"), Mode.SHARED));
    }
}
