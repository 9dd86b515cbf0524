package dev.ingot.agent.runtime.oci.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An image in the format of skopeo's {@code dir:}, with uncompressed layers. Only in this format skopeo keeps the
 * configuration byte for byte, and with it the image's id. Its conversion to an OCI layout rewrites Docker's configurations,
 * and marks uncompressed layers as compressed.
 */
record SkopeoDirectory(Path folder) {
    /** The tag of the only image in the layout. */
    static final String TAG = "image";

    private static final String OCI = "application/vnd.oci.image.";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the digest of the configuration, which is the image's id. */
    String configDigest() {
        try {
            return Digest.requireValid(JSON.readTree(Files.readAllBytes(folder.resolve("manifest.json")))
                .path("config").path("digest").asText());
        } catch (IOException e) {
            throw StoreFaults.of("cannot read the image's manifest", e);
        }
    }

    /** Returns the configuration. */
    ImageConfig config() {
        try {
            return ImageConfig.parse(Files.readAllBytes(blob(configDigest())));
        } catch (IOException e) {
            throw StoreFaults.of("cannot read the image's configuration", e);
        }
    }

    /**
     * Moves all files into an OCI layout, with unchanged content (https://github.com/opencontainers/image-spec,
     * image-layout.md).
     */
    void moveToOciLayout(Path layout) {
        try {
            Path blobs = Files.createDirectories(layout.resolve("blobs").resolve("sha256"));
            ObjectNode manifest = manifest(config().layers());
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.move(file, blobs.resolve(file.getFileName()));
                }
            }
            byte[] bytes = JSON.writeValueAsBytes(manifest);
            Files.write(blobs.resolve(Digest.hex(Digest.of(bytes))), bytes);
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}\n");
            Files.write(layout.resolve("index.json"), JSON.writeValueAsBytes(index(bytes)));
        } catch (IOException e) {
            throw StoreFaults.of("cannot arrange the image's layers", e);
        }
    }

    private ObjectNode manifest(List<String> layers) throws IOException {
        ObjectNode manifest = document("manifest.v1+json");
        manifest.set("config", descriptor("config.v1+json", configDigest(), Files.size(blob(configDigest()))));
        ArrayNode list = manifest.putArray("layers");
        for (String layer : layers) {
            if (!Files.exists(blob(layer))) {
                throw new RuntimeFault(Kind.INVALID, "the image lacks its layer " + layer, null);
            }
            list.add(descriptor("layer.v1.tar", layer, Files.size(blob(layer))));
        }
        return manifest;
    }

    private static ObjectNode index(byte[] manifest) {
        ObjectNode index = document("index.v1+json");
        ObjectNode entry = descriptor("manifest.v1+json", Digest.of(manifest), manifest.length);
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", TAG);
        index.putArray("manifests").add(entry);
        return index;
    }

    private static ObjectNode document(String type) {
        return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OCI + type);
    }

    private static ObjectNode descriptor(String type, String digest, long size) {
        return JSON.createObjectNode().put("mediaType", OCI + type).put("digest", digest).put("size", size);
    }

    private Path blob(String digest) {
        return folder.resolve(Digest.hex(digest));
    }
}
