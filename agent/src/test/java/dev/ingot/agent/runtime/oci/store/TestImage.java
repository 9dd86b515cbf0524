package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** An OCI layout with one image, as a builder writes it. */
public final class TestImage {
    private final List<byte[]> layers = new ArrayList<>();
    private String environment = "test";
    private String created = "2026-03-01T10:00:00.5Z";

    public TestImage layer(TestLayer layer) {
        layers.add(layer.archive());
        return this;
    }

    public TestImage environment(String name) {
        environment = name;
        return this;
    }

    public TestImage created(String date) {
        created = date;
        return this;
    }

    /** Writes the layout with compressed layers, and returns the source from which it can be imported. */
    public ImageSource at(Path layout) throws IOException {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        List<String> unpacked = new ArrayList<>();
        List<String> packed = new ArrayList<>();
        for (byte[] layer : layers) {
            unpacked.add('"' + Digest.of(layer) + '"');
            packed.add(blob(blobs, "layer.v1.tar+gzip", gzip(layer)));
        }
        String config = blob(blobs, "config.v1+json", """
            {"created": "%s", "architecture": "amd64", "os": "linux",
             "config": {"Env": ["PATH=/bin", "A=b c"], "Entrypoint": ["/run"], "Cmd": ["one", "two"], "WorkingDir": "/task",
                        "User": "4242:4242", "Labels": {"%s": "%s", "colour": "blue"}},
             "rootfs": {"type": "layers", "diff_ids": %s}}
            """.formatted(created, Labels.ENVIRONMENT_NAME, environment, unpacked).getBytes());
        String manifest = blob(blobs, "manifest.v1+json", """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": %s, "layers": %s}
            """.formatted(config, packed).getBytes());
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\": 2, \"manifests\": [" + manifest + "]}");
        return ImageSource.parse("oci:" + layout);
    }

    private static String blob(Path blobs, String type, byte[] content) throws IOException {
        String digest = Digest.of(content);
        Files.write(blobs.resolve(Digest.hex(digest)), content);
        return "{\"mediaType\": \"application/vnd.oci.image.%s\", \"digest\": \"%s\", \"size\": %d}"
            .formatted(type, digest, content.length);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
