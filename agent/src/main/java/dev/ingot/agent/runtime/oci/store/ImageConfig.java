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

/** The configuration of an image, as its builder wrote it: Docker's form and OCI's, which differ in nothing read here. */
record ImageConfig(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ImageConfig parse(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json != null && json.isObject()) {
                return new ImageConfig(json);
            }
            throw new RuntimeFault(Kind.INVALID, "the image's configuration is no JSON object", null);
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INVALID, "the image's configuration is not JSON: " + e.getMessage(), e);
        }
    }

    /** The digests of its layers' uncompressed archives, lowest first. */
    List<String> layers() {
        return strings(json.path("rootfs").path("diff_ids")).stream().map(Digest::requireValid).toList();
    }

    StoredImage toStoredImage(String id, Path tree, String source, Instant imported) {
        JsonNode config = json.path("config");
        List<String> command = new ArrayList<>(strings(config.path("Entrypoint")));
        command.addAll(strings(config.path("Cmd")));
        String folder = config.path("WorkingDir").asText("");
        return new StoredImage(id, created(), labels(config.path("Labels")), strings(config.path("Env")), command,
            folder.isEmpty() ? "/" : folder, config.path("User").asText(""), tree, source, imported);
    }

    /** Builders that want the same image twice leave the date out. */
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
