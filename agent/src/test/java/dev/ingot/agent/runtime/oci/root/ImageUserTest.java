package dev.ingot.agent.runtime.oci.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks up the users that images name. */
class ImageUserTest {

    @TempDir
    private Path tree;

    @BeforeEach
    void writeNames() throws IOException {
        Path etc = Files.createDirectories(tree.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\nworker:x:4242:4242::/task:/bin/sh\nbroken\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nsys:x:3:root\nworker:x:4242:\nextra:x:77:other,worker\n");
    }

    @Test
    void runsAsRootWhenNoUserIsNamed() throws Exception {
        assertEquals(new ImageUser(0, 0, List.of(0, 3), "/root"), ImageUser.of("", tree));
    }

    @Test
    void namesAndNumbersAreLookedUp() throws Exception {
        ImageUser worker = new ImageUser(4242, 4242, List.of(4242, 77), "/task");
        assertEquals(worker, ImageUser.of("worker", tree));
        assertEquals(worker, ImageUser.of("4242", tree));
    }

    @Test
    void anExplicitGroupReplacesTheMemberships() throws Exception {
        assertEquals(new ImageUser(4242, 77, List.of(77), "/task"), ImageUser.of("worker:extra", tree));
        assertEquals(new ImageUser(4242, 5, List.of(5), "/task"), ImageUser.of("4242:5", tree));
    }

    @Test
    void numbersNeedNoEntry() throws Exception {
        assertEquals(new ImageUser(1000, 0, List.of(0), "/"), ImageUser.of("1000", tree));
        Files.delete(tree.resolve("etc/passwd"));
        assertEquals(new ImageUser(0, 0, List.of(0), "/"), ImageUser.of("", tree));
    }

    @Test
    void unknownNamesAreRefused() {
        assertThrows(IOException.class, () -> ImageUser.of("nobody", tree));
        assertThrows(IOException.class, () -> ImageUser.of("worker:nogroup", tree));
    }

    @Test
    void aLinkIsNotFollowedOutOfTheImage() throws Exception {
        Files.delete(tree.resolve("etc/passwd"));
        Files.createSymbolicLink(tree.resolve("etc/passwd"), Path.of("/etc/passwd"));
        assertThrows(IOException.class, () -> ImageUser.of("root", tree));
    }
}
