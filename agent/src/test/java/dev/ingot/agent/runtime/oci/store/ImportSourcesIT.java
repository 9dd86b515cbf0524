package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Imports images of a real Podman, whose storage lies in a folder of the test, and of a real registry. */
@EnabledIfSystemProperty(named = "ingot.runtimes", matches = ".*oci:.*",
    disabledReason = "no oci: runtime is named in -Dingot.runtimes=")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ImportSourcesIT {
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
    void importsFromPodmansStorage() throws Exception {
        ImageSource built = image("first");
        podman("pull", "--quiet", built.toString());
        podman("tag", built.id().substring("sha256:".length()), "localhost/ingot-it:1");

        String storage = "[vfs@" + folder.resolve("podman") + "+" + folder.resolve("podman-run") + "]";
        assertImported(built, "podman:" + storage + "localhost/ingot-it:1");
    }

    @Test
    void importsAnArchiveSavedByPodman() throws Exception {
        ImageSource built = image("first");
        podman("pull", "--quiet", built.toString());
        podman("save", "--quiet", "--format", "oci-archive", "--output", folder.resolve("oci.tar").toString(),
            built.id().substring("sha256:".length()));

        assertImported(built, "oci-archive:" + folder.resolve("oci.tar"));
    }

    @Test
    void importsFromARegistryByTagAndDigestAndFollowsTheTag() throws Exception {
        try (TestRegistry registry = TestRegistry.start(folder.resolve("registry"))) {
            ImageSource first = image("first");
            push(first, registry);
            String tag = "docker://" + registry.host() + "/grading/python:latest";
            assertImported(first, tag, registry);
            store.remove(first.id());
            assertImported(first, "docker://" + registry.host() + "/grading/python@" + manifestDigest(first), registry);

            ImageSource second = image("second");
            assertNotEquals(first.id(), second.id());
            push(second, registry);
            assertImported(second, tag, registry);
            assertEquals(2, store.images().size());
        }
    }

    private ImageSource image(String content) throws IOException {
        return new TestImage().environment("python").layer(new TestLayer().file("file", content).file("gone", "x"))
            .layer(new TestLayer().file(".wh.gone", "")).at(folder.resolve(content));
    }

    private void assertImported(ImageSource built, String source) throws IOException {
        assertEquals(built.id(), store.importFrom(ImageSource.parse(source)).id(), source);
        assertThere(built, source);
    }

    /** Imports in a process whose user has configured the registry without TLS. */
    private void assertImported(ImageSource built, String source, TestRegistry registry) throws Exception {
        Path home = folder.resolve("home");
        Path settings = Files.createDirectories(home.resolve(".config/containers"));
        Files.writeString(settings.resolve("registries.conf"),
            "[[registry]]\nlocation = \"" + registry.host() + "\"\ninsecure = true\n");
        ProcessBuilder importer = ImportProcess.of(folder.resolve("store"), source);
        importer.environment().put("HOME", home.toString());
        assertEquals(0, importer.start().waitFor(), source);
        assertThere(built, source);
    }

    private void assertThere(ImageSource built, String source) throws IOException {
        StoredImage image = store.require(built.id());
        assertEquals(source, image.source());
        assertEquals("python", image.environmentName().orElseThrow());
        assertEquals(List.of("/run", "one", "two"), image.command());
        assertEquals("4242:4242", image.user());
        assertEquals(built.toString(), "oci:" + folder.resolve(Files.readString(image.tree().resolve("file"))));
        assertFalse(Files.exists(image.tree().resolve("gone")));
    }

    private void push(ImageSource built, TestRegistry registry) throws Exception {
        run("skopeo", "--insecure-policy", "copy", "--quiet", "--dest-tls-verify=false", built.toString(),
            "docker://" + registry.host() + "/grading/python:latest");
    }

    /** Returns the digest of the manifest, which a registry keeps unchanged. */
    private String manifestDigest(ImageSource built) {
        return Digest.of(ImageTool.SKOPEO.run(Duration.ofMinutes(1), "inspect", "--raw", built.toString()));
    }

    private void podman(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("podman", "--root", folder.resolve("podman").toString(),
            "--runroot", folder.resolve("podman-run").toString(), "--storage-driver", "vfs"));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws Exception {
        Path output = folder.resolve("output");
        int status = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        assertEquals(0, status, () -> String.join(" ", command) + ": " + read(output));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
