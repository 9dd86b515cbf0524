package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image of the server. Its properties are the labels; what LXD has no notion of, its command, environment and working
 * directory, are properties too.
 */
public record LxdImage(String fingerprint, Instant created, Map<String, String> properties) {

    /** The id of the image it was made from. */
    public static final String SOURCE = "ingot.image";
    /** The command, a JSON array of texts. */
    public static final String COMMAND = "ingot.command";
    /** The environment, a JSON array of texts {@code NAME=value}. */
    public static final String ENVIRONMENT = "ingot.environment";
    /** The working directory. */
    public static final String DIRECTORY = "ingot.directory";

    /** How many bytes its files take, unpacked. */
    public static final String SIZE = "ingot.size";

    /** How the owners of its files are mapped already, as an instance has it in {@code volatile.idmap.next}. */
    public static final String USERS = "ingot.users";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALGORITHM = "sha256:";

    static LxdImage of(JsonNode image) {
        return new LxdImage(image.path("fingerprint").asText(), Instant.parse(image.path("created_at").asText()),
            JSON.convertValue(image.path("properties"), JSON.getTypeFactory().constructMapType(
                Map.class, String.class, String.class)));
    }

    /** The fingerprint of an {@link ImageInfo#id()}. */
    static String fingerprint(String id) {
        return id.startsWith(ALGORITHM) ? id.substring(ALGORITHM.length()) : id;
    }

    ImageInfo info() {
        return new ImageInfo(ALGORITHM + fingerprint, created, properties);
    }

    List<String> command() {
        List<String> command = texts(COMMAND);
        if (command.isEmpty()) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + " says no command: set its property " + COMMAND
                + ", for instance to [\"/usr/bin/grader\"]", null);
        }
        return command;
    }

    List<String> environment() {
        return texts(ENVIRONMENT);
    }

    String directory() {
        return properties.getOrDefault(DIRECTORY, "/");
    }

    /** Unpacked, in bytes; empty of an image that nobody wrote it on. */
    OptionalLong size() {
        String written = properties.getOrDefault(SIZE, "");
        try {
            return written.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(written));
        } catch (NumberFormatException e) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + ": its property " + SIZE
                + " is no number of bytes but " + written, e);
        }
    }

    /** Empty when its files belong to root and not to a user of instances. */
    Optional<String> users() {
        return Optional.ofNullable(properties.get(USERS));
    }

    private List<String> texts(String property) {
        String written = properties.getOrDefault(property, "[]");
        try {
            return List.of(JSON.readValue(written, String[].class));
        } catch (JsonProcessingException e) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + ": its property " + property
                + " is no JSON array of texts but " + written, e);
        }
    }
}
