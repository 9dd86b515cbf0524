package dev.ingot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds a message: its fields in declaration order, the name of the type last, as the Python code writes them. */
final class MessageBuilder {
    /** Key of the field with the name of the type. */
    static final String TYPE = "@type";

    private final String type;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    MessageBuilder(String type) {
        this.type = type;
    }

    MessageBuilder with(String key, Object value) {
        fields.put(key, value);
        return this;
    }

    byte[] encode() {
        fields.put(TYPE, type);
        return MsgpackTree.encode(fields);
    }
}
