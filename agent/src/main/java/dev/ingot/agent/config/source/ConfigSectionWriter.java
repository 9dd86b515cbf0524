package dev.ingot.agent.config.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Writes one mapping of a configuration, in the order of the calls. */
public final class ConfigSectionWriter {
    private final ObjectNode node;

    /**
     * Starts to write a mapping.
     *
     * @param node gets the values
     */
    public ConfigSectionWriter(ObjectNode node) {
        this.node = node;
    }

    /** Writes a text, or a value by its text. */
    public ConfigSectionWriter put(String key, Object value) {
        node.put(key, value.toString());
        return this;
    }

    /** Writes a number. */
    public ConfigSectionWriter put(String key, int value) {
        node.put(key, value);
        return this;
    }

    /** Writes {@code true} or {@code false}. */
    public ConfigSectionWriter put(String key, boolean value) {
        node.put(key, value);
        return this;
    }

    /** Writes a value by its text, or nothing when it is absent. */
    public ConfigSectionWriter put(String key, Optional<?> value) {
        value.ifPresent(present -> put(key, present));
        return this;
    }

    /** Writes a text, or nothing when it is empty. */
    public ConfigSectionWriter putIfNotEmpty(String key, String value) {
        return value.isEmpty() ? this : put(key, value);
    }

    /** Adds an empty mapping and returns its writer. */
    public ConfigSectionWriter putSection(String key) {
        return new ConfigSectionWriter(node.putObject(key));
    }
}
