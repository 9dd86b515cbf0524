package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskStatsTest {
    @TempDir
    private Path task;

    @Test
    void aFewFilesAreNotLarge() throws IOException {
        Files.writeString(task.resolve("run"), "x");
        Files.createSymbolicLink(task.resolve("link"), Path.of("run"));
        TaskStats survey = TaskStats.of(task);
        assertEquals(2, survey.files());
        assertTrue(survey.canOverlay());
        assertFalse(survey.isLarge());
    }

    @Test
    void muchDataIsLarge() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(task.resolve("data").toFile(), "rw")) {
            file.setLength(20 << 20);
        }
        assertTrue(TaskStats.of(task).isLarge());
    }

    @Test
    void manyFilesAreLarge() throws IOException {
        for (int i = 0; i < 501; i++) {
            Files.createFile(task.resolve("file" + i));
        }
        assertTrue(TaskStats.of(task).isLarge());
    }

    @Test
    void linksToFoldersPreventAnOverlay() throws IOException {
        Files.createDirectory(task.resolve("folder"));
        Files.createSymbolicLink(task.resolve("link"), Path.of("folder"));
        assertFalse(TaskStats.of(task).canOverlay());
    }

    @Test
    void aPathThatMountOptionsCannotHoldPreventsAnOverlay() throws IOException {
        Path odd = Files.createDirectory(task.resolve("a:b"));
        Files.writeString(odd.resolve("run"), "x");
        assertFalse(TaskStats.of(odd).canOverlay());
    }
}
