package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStoreTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"c1", "a.b", "a b", "$common", "é", ".hidden", "-x"})
    void acceptsASingleFolderName(String id) {
        assertTrue(TaskStore.isLegalId(id));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {".", "..", "a/b", "/a", "a/", "a..b", " a", "a ", "\ta", "a\n", "a\0"})
    void rejectsPathsAndOuterBlanks(String id) {
        assertFalse(TaskStore.isLegalId(id));
    }

    @Test
    void foldersAreFoundAndFilesAreNot() throws IOException {
        Files.createDirectories(root.resolve("c1/t1"));
        Files.createFile(root.resolve("c1/t2"));
        TaskStore store = new TaskStore(root);
        assertTrue(store.course("c1").isPresent());
        assertEquals(Optional.empty(), store.course("c2"));
        assertEquals(Optional.of(root.resolve("c1/t1")), store.task("c1", "t1"));
        assertEquals(Optional.empty(), store.task("c1", "t2"));
        assertEquals(Optional.empty(), store.task("c2", "t1"));
    }

    @Test
    void findsTheCommonFolderOfTheCourse() throws IOException {
        Files.createDirectories(root.resolve("c1"));
        TaskStore store = new TaskStore(root);
        assertEquals(Optional.empty(), store.common("c1"));
        Files.createDirectory(root.resolve("c1/$common"));
        assertEquals(Optional.of(root.resolve("c1/$common")), store.common("c1"));
    }
}
