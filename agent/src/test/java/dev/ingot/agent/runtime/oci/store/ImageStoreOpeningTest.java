package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.runtime.RuntimeFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreOpeningTest {

    @Test
    void aStoreThatCannotBeOpenedIsNotHeld(@TempDir Path folder) throws Exception {
        Path root = folder.resolve("store");
        ImageStore.open(root).close();
        String hex = "0".repeat(64);
        Files.createDirectory(root.resolve("staging").resolve(hex + ".left"));
        // A folder, which cannot be locked.
        Files.createDirectory(root.resolve("locks").resolve(hex));
        assertThrows(RuntimeFault.class, () -> ImageStore.open(root));
        Optional<Flock> layout = Flock.tryLock(root.resolve("layout"), Mode.EXCLUSIVE);
        assertTrue(layout.isPresent());
        layout.get().close();
    }
}
