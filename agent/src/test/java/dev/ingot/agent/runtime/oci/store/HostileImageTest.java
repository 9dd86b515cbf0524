package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports hostile images: nothing outside their tree may be written, changed, linked or deleted. */
@RequiresImageTools
class HostileImageTest {
    @TempDir
    private Path folder;
    private Path bystander;
    private ImageStore store;

    @BeforeEach
    void open() throws IOException {
        store = ImageStore.open(folder.resolve("store"));
        bystander = Files.createDirectory(folder.resolve("bystander"));
        Files.writeString(bystander.resolve("precious"), "untouched");
    }

    @AfterEach
    void assertNothingOutsideHasChanged() throws IOException {
        store.close();
        assertEquals("untouched", Files.readString(bystander.resolve("precious")));
        assertEquals(1, Files.getAttribute(bystander.resolve("precious"), "unix:nlink"), "linked into the tree");
        try (Stream<Path> files = Files.list(bystander)) {
            assertEquals(List.of(bystander.resolve("precious")), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void rejectsOrContainsEntryNamesThatLeaveTheTree(String way) throws IOException {
        TestLayer layer = new TestLayer();
        outside(way).forEach(out -> layer.file(out + "/planted", "1"));
        attempt(layer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void writesNothingBelowALinkThatLeavesTheTree(String way) throws IOException {
        List<String> ways = outside(way);
        TestLayer links = new TestLayer();
        TestLayer files = new TestLayer();
        for (int i = 0; i < ways.size(); i++) {
            links.link("link" + i, ways.get(i));
            links.file("link" + i + "/planted", "same layer");
            files.file("link" + i + "/precious", "next layer").folder("link" + i + "/made").pipe("link" + i + "/pipe");
        }
        attempt(links, files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void writesNothingThroughALinkThatLeavesTheTree(String way) throws IOException {
        List<String> ways = outside(way);
        TestLayer links = new TestLayer();
        TestLayer files = new TestLayer();
        for (int i = 0; i < ways.size(); i++) {
            links.link("link" + i, ways.get(i) + "/precious");
            files.file("link" + i, "overwritten", 0777, 4242, Map.of("user.x", "y"));
        }
        attempt(links, files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void makesNoHardLinkToAFileOutside(String way) throws IOException {
        List<String> ways = outside(way);
        for (int i = 0; i < ways.size(); i++) {
            attempt(new TestLayer().hardLink("hard", ways.get(i) + "/precious"),
                new TestLayer().file("hard", "overwritten"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void makesNoHardLinkThroughALinkThatLeavesTheTree(String way) throws IOException {
        for (String out : outside(way)) {
            attempt(new TestLayer().link("link", out).hardLink("hard", "link/precious"), new TestLayer().file("hard", "2"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void whiteoutsDeleteNothingOutside(String way) throws IOException {
        for (String out : outside(way)) {
            attempt(new TestLayer().link("link", out),
                new TestLayer().file("link/.wh.precious", "").file("link/.wh..wh..opq", "").file(out + "/.wh.precious", ""));
        }
    }

    @Test
    void whiteoutsDeleteNoParentFolder() throws IOException {
        attempt(new TestLayer().file("a", "1"), new TestLayer().file(".wh...", "").file(".wh..", "").file("d/.wh...", ""));
        assertTrue(Files.isDirectory(folder.resolve("store/images")));
    }

    @Test
    void theRootOfTheTreeCannotBecomeALink() throws IOException {
        attempt(new TestLayer().link("./", bystander.toString()), new TestLayer().file("planted", "1"));
        attempt(new TestLayer().link("/", bystander.toString()), new TestLayer().file("planted", "1"));
    }

    /** Returns names that lead to the bystander when they are used literally, from the tree or from a folder around it. */
    private List<String> outside(String way) {
        if (way.equals("absolute")) {
            return List.of(bystander.toString());
        }
        // The bystander is four folders above the tree, five from inside it; enough parents lead to the host's root from
        // anywhere.
        return List.of("../../../../bystander", "../../../../../bystander", "../".repeat(40) + bystander.toString().substring(1));
    }

    /** Imports an image, which may succeed or fail; what it leaves is checked after each test. */
    private void attempt(TestLayer... layers) throws IOException {
        TestImage image = new TestImage();
        for (TestLayer layer : layers) {
            image.layer(layer);
        }
        ImageSource source = image.at(Files.createTempDirectory(folder, "layout"));
        try {
            Path tree = store.importFrom(source).tree();
            assertTrue(Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS), "the tree must be a folder, not a link");
        } catch (RuntimeFault e) {
            assertTrue(store.find(source.id()).isEmpty());
        }
        try (Stream<Path> left = Files.list(folder.resolve("store/staging"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void rejectsALayerWithAWrongDigest() throws IOException {
        ImageSource source = new TestImage().layer(new TestLayer().file("a", "1")).at(folder.resolve("layout"));
        try (Stream<Path> blobs = Files.list(folder.resolve("layout/blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                byte[] bytes = Files.readAllBytes(blob);
                if (bytes[0] == 0x1f) {
                    bytes[bytes.length - 1] ^= 1;
                    Files.write(blob, bytes);
                }
            }
        }
        assertThrows(RuntimeFault.class, () -> store.importFrom(source));
        assertFalse(store.find(source.id()).isPresent());
    }
}
