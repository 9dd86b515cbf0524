package dev.ingot.agent.runtime.oci.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of an image, as its builder wrote it: in Docker's or OCI's format, which are the same in everything read
 * here.
 */
record ImageConfig(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Parses a configuration.
     *
     * @throws RuntimeFault INVALID when it is not a JSON object
     */
    static ImageConfig parse(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json != null && json.isObject()) {
                return new ImageConfig(json);
            }
            throw new RuntimeFault(Kind.INVALID, "the image's configuration is not a JSON object", null);
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INVALID, "the image's configuration is not JSON: " + e.getMessage(), e);
        }
    }

    /** Returns the digests of the layers' uncompressed archives, lowest layer first. */
    List<String> layers() {
        return strings(json.path("rootfs").path("diff_ids")).stream().map(Digest::requireValid).toList();
    }

    /**
     * Returns the stored form of the image.
     *
     * @param tree     the folder with its files
     * @param source   where it was imported from
     * @param imported when it was imported
     */
    StoredImage toStoredImage(String id, Path tree, String source, Instant imported) {
        JsonNode config = json.path("config");
        List<String> command = new ArrayList<>(strings(config.path("Entrypoint")));
        command.addAll(strings(config.path("Cmd")));
        String folder = config.path("WorkingDir").asText("");
        return new StoredImage(id, created(), labels(config.path("Labels")), strings(config.path("Env")), command,
            folder.isEmpty() ? "/" : folder, config.path("User").asText(""), tree, source, imported);
    }

    /** Returns the date of the build. Reproducible builds omit it. */
    private Instant created() {
        String date = json.path("created").asText("");
        try {
            return date.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeParseException e) {
            throw new RuntimeFault(Kind.INVALID, "the image's configuration has \"" + date + "\" for a date", e);
        }
    }

    private static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new LinkedHashMap<>();
        node.properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        return labels;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }
}
