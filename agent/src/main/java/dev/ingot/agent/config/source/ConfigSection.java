package dev.ingot.agent.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.text.NearestName;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads one mapping of a configuration. A value with the wrong format is reported as a problem and treated as absent.
 * {@link #close} reports every key that was not read. Not thread-safe.
 */
public final class ConfigSection implements AutoCloseable {
    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final UnaryOperator<String> location;
    private final Problems problems;
    private final Set<String> unread;
    private final Set<String> knownKeys = new TreeSet<>();
    /** New key to the old one that the file uses. */
    private final Map<String, String> writtenAs = new LinkedHashMap<>();

    /**
     * Starts to read a mapping.
     *
     * @param node     the mapping
     * @param location returns how a message names a key of this section
     * @param problems gets what is found to be wrong
     */
    public ConfigSection(ObjectNode node, UnaryOperator<String> location, Problems problems) {
        this.location = location;
        this.problems = problems;
        node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        unread = new TreeSet<>(values.keySet());
    }

    /**
     * Reads one value.
     *
     * @return empty when the key is absent, has no value, or has one with the wrong format
     */
    public <T> Optional<T> readValue(String key, ValueFormat<T> format) {
        return takeNode(key).flatMap(value -> {
            try {
                if (value.isValueNode()) {
                    return Optional.of(format.parser().apply(value.asText()));
                }
            } catch (InvalidPathException e) {
                addProblem(key, "\"" + value.asText() + "\" is not a valid path: " + e.getReason(),
                    "if it has letters beyond ASCII, start with a locale of UTF-8: LC_ALL=C.UTF-8 in the environment");
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                // Reported below, as for a mapping or a list.
            }
            String written = value.isValueNode() ? "\"" + value.asText() + "\"" : "the value";
            addProblem(key, written + " is not " + format.name(), "write for instance " + format.example());
            return Optional.empty();
        });
    }

    /**
     * Reads a mapping inside this one.
     *
     * @return empty when the key is absent or its value is not a mapping
     */
    public <T> Optional<T> readSection(String key, Function<ConfigSection, T> reader) {
        return takeNode(key).flatMap(value -> {
            if (!(value instanceof ObjectNode mapping)) {
                addProblem(key, "a mapping of keys to values belongs here", "write for instance " + key + ": {key: value}");
                return Optional.empty();
            }
            String name = describe(key);
            try (ConfigSection below = new ConfigSection(mapping, inner -> name + "." + inner, problems)) {
                return Optional.of(reader.apply(below));
            }
        });
    }

    /**
     * Reads a mapping whose keys the administrator chose.
     *
     * @param reader reads the value of a key; empty leaves the key out of the result
     */
    public <T> Map<String, T> readEntries(Function<String, Optional<T>> reader) {
        Map<String, T> all = new LinkedHashMap<>();
        values.keySet().forEach(name -> reader.apply(name).ifPresent(value -> all.put(name, value)));
        return all;
    }

    /** Returns whether the key is present with a value, valid or not. */
    public boolean hasValue(String key) {
        return values.containsKey(key) && !values.get(key).isNull();
    }

    /** Returns whether the value of the key is a mapping. */
    public boolean isSection(String key) {
        return values.get(key) instanceof ObjectNode;
    }

    /**
     * Accepts the earlier name of a key: its value is read under the new name, with a caution that names the new name. A
     * section with both names is a problem. To be called before the new name is read.
     */
    public void acceptOldName(String oldKey, String key) {
        if (!values.containsKey(oldKey)) {
            return;
        }
        unread.remove(oldKey);
        if (hasValue(key)) {
            problems.add(location.apply(oldKey), "this is the earlier name of " + key + ", which is given as well",
                "remove " + oldKey);
            return;
        }
        problems.addCaution(location.apply(oldKey), "this key is now called " + key, "rename it to " + key);
        values.put(key, values.remove(oldKey));
        unread.add(key);
        writtenAs.put(key, oldKey);
    }

    /** Reports a key as a problem if it is present. It does not count as unknown. */
    public void reject(String key, String description, String remedy) {
        if (unread.remove(key)) {
            addProblem(key, description, remedy);
        }
    }

    /** Reports a problem of a key of this section. */
    public void addProblem(String key, String description, String remedy) {
        problems.add(describe(key), description, remedy);
    }

    private String describe(String key) {
        return location.apply(writtenAs.getOrDefault(key, key));
    }

    private Optional<JsonNode> takeNode(String key) {
        knownKeys.add(key);
        return unread.remove(key) ? Optional.of(values.get(key)).filter(value -> !value.isNull()) : Optional.empty();
    }

    /** Reports every key that was not read as a problem. */
    @Override
    public void close() {
        values.keySet().stream().filter(unread::contains).forEach(key ->
            addProblem(key, "unknown key", NearestName.remedy(key, knownKeys)));
    }
}
