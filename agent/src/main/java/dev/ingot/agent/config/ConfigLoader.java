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
import dev.ingot.agent.runtime.RuntimeProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Loads a configuration from a YAML file and command line flags. Immutable. */
public final class ConfigLoader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private static final String METRICS = "metrics";
    /** The parser takes more than linear time: most of a minute for one text of 20 MB. */
    private static final int MAX_BYTES = 1 << 20;

    private final RuntimeReader runtimeReader;
    private final Set<String> required;

    /**
     * Creates a loader.
     *
     * @param providers of all managers of containers, the default first
     * @param required  keys whose absence is a problem; only {@code backend} has no default
     */
    public ConfigLoader(List<RuntimeProvider> providers, Set<String> required) {
        runtimeReader = new RuntimeReader(List.copyOf(providers));
        this.required = Set.copyOf(required);
    }

    /**
     * Loads the configuration.
     *
     * @param file     absent for defaults
     * @param flags    the keys that the command line sets, in the shape of the file; each replaces the file's
     * @param problems gets the problems and cautions that are found; may contain some already
     * @throws InvalidConfig when there is a problem other than a caution
     */
    public AgentConfig load(Optional<Path> file, Map<String, ?> flags, Problems problems) throws InvalidConfig {
        ObjectNode root = file.map(path -> parse(path, problems)).orElseGet(YAML::createObjectNode);
        applyFlags(root, YAML.valueToTree(flags));
        AgentConfig config;
        try (ConfigSection section = new ConfigSection(root, key -> describeLocation(key, file, flags), problems)) {
            config = new ConfigReader(section, runtimeReader, required).read();
        }
        problems.throwIfAny();
        return config;
    }

    /** Sets the keys that flags give. The flags of {@code metrics} replace single keys of that mapping. */
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
            // An empty file, or one with comments only, is valid.
            if (!tree.isMissingNode() && !tree.isNull()) {
                problems.add(file.toString(), "it is not a mapping of keys to values",
                    "write lines such as backend: " + ConfigFormats.BACKEND.example());
            }
        } catch (JsonProcessingException e) {
            problems.add(describePosition(file, e.getLocation()), parserMessage(e), "fix the YAML at this position");
        } catch (NoSuchFileException e) {
            problems.add(file.toString(), "there is no such file", "give the path of the configuration");
        } catch (IOException e) {
            problems.add(file.toString(), "it cannot be read: " + FileErrors.describe(e), "fix the cause, or use another file");
        }
        return YAML.createObjectNode();
    }

    /** Reads one byte more than the limit of a file that is too large. */
    private static byte[] readUpToLimit(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    /** Returns what the parser expected and what it found; leaves out the lines that it quotes, which are indented. */
    private static String parserMessage(JsonProcessingException e) {
        return e.getOriginalMessage().lines().filter(line -> !line.isBlank() && !line.startsWith(" "))
            .collect(Collectors.joining(": "));
    }

    private static String describePosition(Path file, JsonLocation location) {
        return location == null ? file.toString()
            : file + ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
