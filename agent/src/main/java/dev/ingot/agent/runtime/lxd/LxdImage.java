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
 * Describes an image of the server. Its labels are stored as properties. Command, environment and working directory, which LXD
 * does not store for images, are properties too.
 *
 * @param fingerprint SHA-256 of the image, in hexadecimal
 * @param created     when it was created
 * @param properties  labels and the properties named below
 */
public record LxdImage(String fingerprint, Instant created, Map<String, String> properties) {

    /** The id of the OCI image from which it was created. */
    public static final String SOURCE = "ingot.image";
    /** The command, a JSON array of strings. */
    public static final String COMMAND = "ingot.command";
    /** The environment, a JSON array of strings {@code NAME=value}. */
    public static final String ENVIRONMENT = "ingot.environment";
    /** The working directory. */
    public static final String DIRECTORY = "ingot.directory";

    /** The size of its unpacked files, in bytes. */
    public static final String SIZE = "ingot.size";

    /** The mapping already applied to the owners of its files, in the format of {@code volatile.idmap.next} of an instance. */
    public static final String USERS = "ingot.users";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALGORITHM = "sha256:";

    /** Evaluates the server's description of an image. */
    static LxdImage of(JsonNode image) {
        return new LxdImage(image.path("fingerprint").asText(), Instant.parse(image.path("created_at").asText()),
            JSON.convertValue(image.path("properties"), JSON.getTypeFactory().constructMapType(
                Map.class, String.class, String.class)));
    }

    /** Returns the fingerprint of an {@link ImageInfo#id()}. */
    static String fingerprint(String id) {
        return id.startsWith(ALGORITHM) ? id.substring(ALGORITHM.length()) : id;
    }

    /** Returns the image in the terms of the contract. */
    ImageInfo info() {
        return new ImageInfo(ALGORITHM + fingerprint, created, properties);
    }

    /**
     * Returns the command.
     *
     * @throws RuntimeFault of kind INVALID when the image has none
     */
    List<String> command() {
        List<String> command = texts(COMMAND);
        if (command.isEmpty()) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + " has no command: set its property " + COMMAND
                + ", for instance to [\"/usr/bin/grader\"]", null);
        }
        return command;
    }

    /** Returns the variables, each {@code NAME=value}. */
    List<String> environment() {
        return texts(ENVIRONMENT);
    }

    /** Returns the working directory; {@code /} when the image names none. */
    String directory() {
        return properties.getOrDefault(DIRECTORY, "/");
    }

    /** Returns the size of its unpacked files in bytes; empty when the image has no such property. */
    OptionalLong size() {
        String written = properties.getOrDefault(SIZE, "");
        try {
            return written.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(written));
        } catch (NumberFormatException e) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + ": its property " + SIZE
                + " must be a number of bytes, but is " + written, e);
        }
    }

    /** Returns the mapping already applied to the owners of its files; empty when there is none. */
    Optional<String> users() {
        return Optional.ofNullable(properties.get(USERS));
    }

    private List<String> texts(String property) {
        String written = properties.getOrDefault(property, "[]");
        try {
            return List.of(JSON.readValue(written, String[].class));
        } catch (JsonProcessingException e) {
            throw new RuntimeFault(Kind.INVALID, "image " + fingerprint + ": its property " + property
                + " must be a JSON array of strings, but is " + written, e);
        }
    }
}
