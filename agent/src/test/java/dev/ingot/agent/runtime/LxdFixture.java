package dev.ingot.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.runtime.lxd.LxdImageArchive;
import dev.ingot.agent.runtime.lxd.LxdRuntime;
import dev.ingot.agent.runtime.lxd.LxdServerKind;
import dev.ingot.agent.runtime.lxd.LxdSettings;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import dev.ingot.agent.runtime.oci.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpMethod;

/** Puts the test image into a server, through an image store as with any grading image. */
final class LxdFixture {

    private LxdFixture() { }

    /** Returns settings for the server that {@code deploy/host/start-lxd.sh} starts, with all files below {@code folder}. */
    static LxdSettings settings(Path folder) {
        return LxdSettings.of("lxd", LxdServerKind.LXD).withScratch(folder.resolve("mounts"));
    }

    /** Opens a runtime with a new image. */
    static ContractFixture open(LxdSettings settings, Path folder) throws IOException {
        LxdRuntime runtime = new LxdRuntime(settings);
        ContractFixture.requireUsable(runtime);
        // Test runs do not share images.
        Path docker = Files.write(folder.resolve("image.tar"), new BusyboxImage("ingot-test:" + UUID.randomUUID()).archive());
        Path file = folder.resolve("lxd.tar");
        try (ImageStore store = ImageStore.open(folder.resolve("images"))) {
            StoredImage image = store.importFrom(ImageSource.parse("docker-archive:" + docker));
            new LxdImageArchive(image.id(), image.tree(), image.created(), image.labels(), image.command(), image.environment(),
                image.workingDirectory(), Optional.empty()).write(file);
        }
        try (LxdClient client = new LxdClient(settings.endpoint(), settings.project())) {
            return ContractFixture.of(runtime, "sha256:" + client.importImage(file), true);
        }
    }

    static void close(LxdSettings settings, ContractFixture opened) {
        opened.runtime().close();
        try (LxdClient client = new LxdClient(settings.endpoint(), settings.project())) {
            String fingerprint = opened.imageId().substring("sha256:".length());
            JsonNode image = client.get("image", "/images/" + fingerprint);
            client.startOperation("remove " + image.path("fingerprint").asText(), HttpMethod.DELETE, "/images/" + fingerprint,
                null);
        }
    }
}
