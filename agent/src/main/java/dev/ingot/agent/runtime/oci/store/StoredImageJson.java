package dev.ingot.agent.runtime.oci.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The JSON object that the store keeps beside an image's tree, and that {@code image list --json} prints. */
public final class StoredImageJson {
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() { };
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() { };

    private StoredImageJson() { }

    /** Returns the image as one line of JSON. */
    public static String write(StoredImage image) {
        ObjectNode json = JSON.createObjectNode()
            .put("id", image.id())
            .put("created", image.created().toString());
        json.set("labels", JSON.valueToTree(image.labels()));
        json.set("environment", JSON.valueToTree(image.environment()));
        json.set("command", JSON.valueToTree(image.command()));
        return json
            .put("workingDirectory", image.workingDirectory())
            .put("user", image.user())
            .put("source", image.source())
            .put("imported", image.imported().toString())
            .toString();
    }

    /**
     * Reads an image.
     *
     * @throws IOException when the file is missing or damaged
     */
    static StoredImage read(Path file, Path tree) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            return new StoredImage(
                Digest.requireValid(json.required("id").asText()),
                Instant.parse(json.required("created").asText()),
                JSON.convertValue(json.required("labels"), LABELS),
                JSON.convertValue(json.required("environment"), STRINGS),
                JSON.convertValue(json.required("command"), STRINGS),
                json.required("workingDirectory").asText(),
                json.required("user").asText(),
                tree,
                json.required("source").asText(),
                Instant.parse(json.required("imported").asText()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }
}
