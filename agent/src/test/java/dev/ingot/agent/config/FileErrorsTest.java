package dev.ingot.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the text for each kind of error. */
class FileErrorsTest {

    @Test
    void describesAFileInPlaceOfAFolder(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        IOException fault = assertThrows(IOException.class, () -> Files.createDirectories(file));
        assertEquals(file + " exists and is not a directory", FileErrors.describe(fault));
    }

    @Test
    void describesAMissingFolder(@TempDir Path folder) {
        Path below = folder.resolve("none/below");
        IOException fault = assertThrows(IOException.class, () -> Files.createDirectory(below));
        assertEquals(below + " does not exist and cannot be created", FileErrors.describe(fault));
    }

    @Test
    void describesPermissionsAndReasonsWithoutClassNames() {
        assertEquals("/a: permission denied", FileErrors.describe(new AccessDeniedException("/a")));
        assertEquals("/a: read-only", FileErrors.describe(new FileSystemException("/a", null, "read-only")));
        assertEquals("No space left on device", FileErrors.describe(new IOException("No space left on device")));
    }
}
