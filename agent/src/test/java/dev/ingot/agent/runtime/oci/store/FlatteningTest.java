package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flattens layers into the tree that a container manager would show. */
@RequiresImageTools
class FlatteningTest {
    private static final int SETUID = 04755;

    @TempDir
    private Path folder;
    private ImageStore store;

    @BeforeEach
    void open() {
        store = ImageStore.open(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLaterLayerAddsReplacesAndRemoves() throws IOException {
        Path tree = flatten(
            new TestLayer().folder("kept").file("kept/a", "1").file("replaced", "1").folder("gone").file("gone/b", "1")
                .folder("opaque").file("opaque/below", "1").file("removed", "1").file("becomes-folder", "1"),
            new TestLayer().file("replaced", "2").file(".wh.gone", "").file(".wh.removed", "")
                .folder("opaque").file("opaque/.wh..wh..opq", "").file("opaque/above", "2")
                .folder("becomes-folder").file("becomes-folder/c", "2").file("kept/new", "2"));

        assertEquals("1", Files.readString(tree.resolve("kept/a")));
        assertEquals("2", Files.readString(tree.resolve("kept/new")));
        assertEquals("2", Files.readString(tree.resolve("replaced")));
        assertEquals("2", Files.readString(tree.resolve("becomes-folder/c")));
        assertFalse(Files.exists(tree.resolve("gone")));
        assertFalse(Files.exists(tree.resolve("removed")));
        assertFalse(Files.exists(tree.resolve("opaque/below")));
        assertEquals("2", Files.readString(tree.resolve("opaque/above")));
        try (var all = Files.walk(tree)) {
            assertTrue(all.noneMatch(file -> file.getFileName().toString().startsWith(".wh.")), "markers must not become files");
        }
    }

    @Test
    void aLaterLayerMayRestoreARemovedFolder() throws IOException {
        Path tree = flatten(new TestLayer().folder("d").file("d/old", "1"), new TestLayer().file(".wh.d", ""),
            new TestLayer().folder("d").file("d/new", "3"));

        assertFalse(Files.exists(tree.resolve("d/old")));
        assertEquals("3", Files.readString(tree.resolve("d/new")));
    }

    @Test
    void linksOfBothKindsStayLinks() throws IOException {
        Path tree = flatten(
            new TestLayer().file("original", "1").hardLink("second", "original").link("absolute", "/etc/passwd")
                .link("relative", "original").link("loop", "loop"),
            new TestLayer().hardLink("third", "original"));

        Object inode = Files.getAttribute(tree.resolve("original"), "unix:ino");
        assertEquals(inode, Files.getAttribute(tree.resolve("second"), "unix:ino"));
        assertEquals(inode, Files.getAttribute(tree.resolve("third"), "unix:ino"));
        assertEquals(Path.of("/etc/passwd"), Files.readSymbolicLink(tree.resolve("absolute")));
        assertEquals(Path.of("original"), Files.readSymbolicLink(tree.resolve("relative")));
        assertEquals(Path.of("loop"), Files.readSymbolicLink(tree.resolve("loop")));
    }

    @Test
    void modesOwnersAttributesAndPipesAreKept() throws IOException {
        Path tree = flatten(new TestLayer()
            .file("setuid", "1", SETUID, 0, Map.of())
            .file("owned", "1", 0640, 4242, Map.of("user.colour", "blue"))
            .pipe("pipe"));

        assertEquals(SETUID, (int) Files.getAttribute(tree.resolve("setuid"), "unix:mode") & 07777);
        assertEquals(4242, Files.getAttribute(tree.resolve("owned"), "unix:uid"));
        assertEquals(4242, Files.getAttribute(tree.resolve("owned"), "unix:gid"));
        assertEquals(0640, (int) Files.getAttribute(tree.resolve("owned"), "unix:mode") & 07777);
        assertEquals("blue", attribute(tree.resolve("owned"), "colour"));
        assertEquals(0010622, (int) Files.getAttribute(tree.resolve("pipe"), "unix:mode", LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void devicesAreLeftOut() throws IOException {
        Path tree = flatten(new TestLayer().folder("dev").device("dev/null").file("dev/file", "1"));

        assertFalse(Files.exists(tree.resolve("dev/null")));
        assertTrue(Files.exists(tree.resolve("dev/file")));
    }

    @Test
    void namesOfAnyLengthAndAlphabetAreKept() throws IOException {
        String name = "ä".repeat(100) + "/" + "x".repeat(200);
        Path tree = flatten(new TestLayer().folder("ä".repeat(100)).file(name, "1"));

        assertEquals("1", Files.readString(tree.resolve(name)));
    }

    private Path flatten(TestLayer... layers) throws IOException {
        TestImage image = new TestImage();
        for (TestLayer layer : layers) {
            image.layer(layer);
        }
        return store.importFrom(image.at(folder.resolve("layout"))).tree();
    }

    private static String attribute(Path file, String name) throws IOException {
        var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        return StandardCharsets.UTF_8.decode(value.flip()).toString();
    }
}
