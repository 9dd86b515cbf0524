package dev.ingot.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One mapping of the configuration while it is read. A value of the wrong form is a problem and counts as absent; on close,
 * keys nobody asked for are problems.
 */
final class ConfigSection implements AutoCloseable {
    private final JsonNode node;
    private final UnaryOperator<String> location;
    private final Problems problems;
    private final Map<String, JsonNode> unread = new LinkedHashMap<>();
    private final Set<String> knownKeys = new TreeSet<>();

    /**
     * @param location the words for a key of this section in a message
     */
    ConfigSection(ObjectNode node, UnaryOperator<String> location, Problems problems) {
        this.node = node;
        this.location = location;
        this.problems = problems;
        node.properties().forEach(entry -> unread.put(entry.getKey(), entry.getValue()));
    }

    String location(String key) {
        return location.apply(key);
    }

    <T> Optional<T> readValue(String key, ValueFormat<T> form) {
        return takeNode(key).flatMap(value -> {
            try {
                if (value.isValueNode()) {
                    return Optional.of(form.parser().apply(value.asText()));
                }
            } catch (InvalidPathException e) {
                problems.add(location(key), "\"" + value.asText() + "\" cannot be a path here: " + e.getReason(),
                    "if it has letters beyond ASCII, start with a locale of UTF-8: LC_ALL=C.UTF-8 in the environment");
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                // Not of this form: said below.
            }
            String written = value.isValueNode() ? "\"" + value.asText() + "\"" : "what stands here";
            problems.add(location(key), written + " is not " + form.name(), "write for instance " + form.example());
            return Optional.empty();
        });
    }

    /** Reads a mapping below this one; absent when there is none. */
    <T> Optional<T> readSection(String key, Function<ConfigSection, T> reader) {
        return takeNode(key).flatMap(value -> {
            if (!(value instanceof ObjectNode mapping)) {
                problems.add(location(key), "a mapping of keys to values belongs here", "write for instance "
                    + key + ": {key: value}");
                return Optional.empty();
            }
            try (ConfigSection below = new ConfigSection(mapping, inner -> location(key) + "." + inner, problems)) {
                return Optional.of(reader.apply(below));
            }
        });
    }

    /** Reads a mapping whose keys the admin chose. */
    <T> Map<String, T> readEntries(Function<String, Optional<T>> reader) {
        Map<String, T> all = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> reader.apply(name).ifPresent(value -> all.put(name, value)));
        return all;
    }

    /** Whether the key is there with a value, right or wrong. */
    boolean hasValue(String key) {
        return node.hasNonNull(key);
    }

    /** Whether what stands there is a mapping. */
    boolean isSection(String key) {
        return node.get(key) instanceof ObjectNode;
    }

    void addProblem(String key, String what, String remedy) {
        problems.add(location(key), what, remedy);
    }

    private Optional<JsonNode> takeNode(String key) {
        knownKeys.add(key);
        return Optional.ofNullable(unread.remove(key)).filter(value -> !value.isNull());
    }

    @Override
    public void close() {
        unread.keySet().forEach(key ->
            problems.add(location(key), "unknown key", NearestName.remedy(key, knownKeys)));
    }
}
