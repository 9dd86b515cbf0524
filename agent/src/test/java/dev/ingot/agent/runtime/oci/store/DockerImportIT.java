package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Imports images of a real Docker daemon. */
@EnabledIfSystemProperty(named = "ingot.runtimes", matches = ".*(docker|oci):.*",
    disabledReason = "neither a docker: nor an oci: runtime is named in -Dingot.runtimes=")
class DockerImportIT {
    private final String environment = "store-it-" + UUID.randomUUID();
    private final List<String> made = new ArrayList<>();
    private final DockerImageClient docker = DockerImageClient.ofEnvironment();

    @TempDir
    private Path folder;
    private ImageStore store;
    private String id;

    @BeforeEach
    void open() throws Exception {
        store = ImageStore.open(folder.resolve("store"));
        id = make("first");
    }

    @AfterEach
    void removeWhatWasMade() throws Exception {
        store.close();
        for (String image : made) {
            docker("image", "rm", "--force", image);
        }
    }

    @Test
    void importedImageEqualsDockersImage() throws Exception {
        ImageInfo listed = listed().getFirst();

        StoredImage image = store.importFrom(ImageSource.parse("docker:ingot-it/" + environment));

        assertEquals(id, image.id());
        assertEquals(listed.id(), image.id());
        assertEquals(listed.created(), image.created().truncatedTo(ChronoUnit.SECONDS));
        assertEquals(listed.labels(), image.labels());
        assertEquals(List.of("/first", "argument"), image.command());
        assertEquals(List.of("A=b"), image.environment());
        assertEquals("/work", image.workingDirectory());
        assertEquals("4242", image.user());
        assertEquals("first", Files.readString(image.tree().resolve("file")));
    }

    @Test
    void allSourcesGiveTheSameId() throws Exception {
        Path archive = folder.resolve("image.tar");
        docker("save", "--output", archive.toString(), id);

        for (String source : List.of("docker:" + id, "docker:" + id.substring(7, 19), "docker-archive:" + archive)) {
            StoredImage image = store.importFrom(ImageSource.parse(source));
            assertEquals(id, image.id(), source);
            assertEquals(source, image.source());
            store.remove(id);
        }
    }

    @Test
    void anUnknownNameIsNotFound() {
        ImageSource source = ImageSource.parse("docker:ingot-it/no-such-image");
        RuntimeFault fault = assertThrows(RuntimeFault.class, () -> store.importFrom(source));
        assertEquals(RuntimeFault.Kind.NOT_FOUND, fault.kind(), fault.getMessage());
    }

    @Test
    void importsANewBuildAutomatically() throws Exception {
        try (DockerImageSync sync = DockerImageSync.start(store, new OnlyOurs(), Duration.ofMillis(100))) {
            assertEquals(id, store.images().getLast().id());
            // Docker lists dates in whole seconds: the second build must have another date.
            Thread.sleep(1100);
            String second = make("second");
            Eventually.awaitTrue(Duration.ofSeconds(30), () -> store.images().getLast().id().equals(second),
                () -> "not imported: " + sync);
        }
        assertEquals(List.of(id), store.gc(Duration.ZERO));
    }

    private String make(String content) throws Exception {
        byte[] layer = new TestLayer().folder("work").file("file", content).archive();
        String image = docker(layer, "import", "--change", "LABEL " + Labels.ENVIRONMENT_NAME + "=" + environment,
            "--change", "ENTRYPOINT [\"/" + content + "\"]", "--change", "CMD [\"argument\"]", "--change", "ENV A=b",
            "--change", "WORKDIR /work", "--change", "USER 4242", "-", "ingot-it/" + environment);
        made.add(image);
        return image;
    }

    private List<ImageInfo> listed() {
        return docker.listGradingImages().stream()
            .filter(image -> image.labels().get(Labels.ENVIRONMENT_NAME).equals(environment)).toList();
    }

    private static String docker(String... arguments) throws Exception {
        return docker(new byte[0], arguments);
    }

    private static String docker(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), String.join(" ", command));
        return output;
    }

    /** Selects this test's images: the daemon may have other grading images. */
    private final class OnlyOurs implements ExternalImages {
        @Override
        public List<ImageInfo> listGradingImages() {
            return listed();
        }

        @Override
        public ImageSource source(ImageInfo image) {
            return docker.source(image);
        }
    }
}
