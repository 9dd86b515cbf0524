package dev.ingot.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the configuration from a YAML file and the command line. Immutable. */
public final class ConfigLoader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private static final String METRICS = "metrics";
    /** The parser takes more than linear time: of one text of 20 MB, most of a minute. */
    private static final int MAX_BYTES = 1 << 20;

    private final Set<String> required;

    /**
     * @param required keys without which there is a problem; only {@code backend} has no default
     */
    public ConfigLoader(Set<String> required) {
        this.required = Set.copyOf(required);
    }

    /**
     * Loads the configuration.
     *
     * @param file     when absent, defaults fill in for what the flags do not say
     * @param flags    what the command line says, in the shape of the file; each key replaces the file's
     * @param problems may hold some already; those found are added
     * @throws InvalidConfig when there is any problem
     */
    public AgentConfig load(Optional<Path> file, Map<String, ?> flags, Problems problems) throws InvalidConfig {
        ObjectNode root = file.map(path -> parse(path, problems)).orElseGet(YAML::createObjectNode);
        applyFlags(root, YAML.valueToTree(flags));
        AgentConfig config;
        try (ConfigSection section = new ConfigSection(root, key -> describeLocation(key, file, flags), problems)) {
            config = new ConfigReader(section, required).read();
        }
        problems.throwIfAny();
        return config;
    }

    /** Flags that are keys of one mapping replace those keys only. */
    private static void applyFlags(ObjectNode root, ObjectNode flags) {
        if (root.get(METRICS) instanceof ObjectNode file && flags.get(METRICS) instanceof ObjectNode given) {
            flags.set(METRICS, file.setAll(given));
        }
        root.setAll(flags);
    }

    private static String describeLocation(String key, Optional<Path> file, Map<String, ?> flags) {
        if (flags.containsKey(key)) {
            return switch (key) {
                case "backend" -> key;
                case "runtimes", "environments" -> "--runtime";
                case METRICS -> "--metrics-listen, --metrics-hosts: " + METRICS;
                case "telemetry" -> "--otlp-endpoint: telemetry";
                default -> "--" + key;
            };
        }
        return file.map(path -> path + ": " + key).orElse(key);
    }

    private static ObjectNode parse(Path file, Problems problems) {
        try {
            byte[] bytes = readUpToLimit(file);
            if (bytes.length > MAX_BYTES) {
                problems.add(file.toString(), "it is larger than 1 MiB", "give the path of the configuration");
                return YAML.createObjectNode();
            }
            JsonNode tree = YAML.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            if (tree instanceof ObjectNode root) {
                return root;
            }
            // An empty file, or one with comments only, says nothing wrong.
            if (!tree.isMissingNode() && !tree.isNull()) {
                problems.add(file.toString(), "it is not a mapping of keys to values",
                    "write lines such as backend: " + ConfigFormats.BACKEND.example());
            }
        } catch (JsonProcessingException e) {
            problems.add(describePosition(file, e.getLocation()), parserMessage(e), "mend the YAML there");
        } catch (NoSuchFileException e) {
            problems.add(file.toString(), "there is no such file", "give the path of the configuration");
        } catch (IOException e) {
            problems.add(file.toString(), "it cannot be read: " + FileErrors.describe(e), "mend that, or give another file");
        }
        return YAML.createObjectNode();
    }

    /** Of what is too large, only so much that this is known. */
    private static byte[] readUpToLimit(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    /** What the parser was at and what it found there; the lines it quotes are indented, and left out. */
    private static String parserMessage(JsonProcessingException e) {
        return e.getOriginalMessage().lines().filter(line -> !line.isBlank() && !line.startsWith(" "))
            .collect(Collectors.joining(": "));
    }

    private static String describePosition(Path file, JsonLocation location) {
        return location == null ? file.toString()
            : file + ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
