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

class FileFaultTest {

    @Test
    void aFileWhereAFolderBelongsIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        IOException fault = assertThrows(IOException.class, () -> Files.createDirectories(file));
        assertEquals(file + " is there already, and is no folder", FileFault.describe(fault));
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path below = folder.resolve("none/below");
        IOException fault = assertThrows(IOException.class, () -> Files.createDirectory(below));
        assertEquals(below + " is not there, and cannot be made", FileFault.describe(fault));
    }

    @Test
    void permissionsAndReasonsAreToldWithoutTheNameOfAClass() {
        assertEquals("/a: permission denied", FileFault.describe(new AccessDeniedException("/a")));
        assertEquals("/a: read-only", FileFault.describe(new FileSystemException("/a", null, "read-only")));
        assertEquals("No space left on device", FileFault.describe(new IOException("No space left on device")));
    }
}
