package dev.ingot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the fields of a decoded map. A field that is absent or nil has the default that the caller passes; a field of the wrong
 * type is a {@link MalformedMessage} with the name of the field. Fields that are not read are ignored.
 *
 * @param name   name of the message, for errors
 * @param values values as {@link MsgpackTree} decodes them
 */
public record Fields(String name, Map<String, Object> values) {

    /**
     * Decodes a frame that contains one map.
     *
     * @param typeKey key under which the map has the name of its type
     */
    public static Fields of(byte[] frame, String typeKey) throws MalformedMessage {
        Fields untyped = new Fields("a message", asMap(MsgpackTree.decode(frame), "a message"));
        return new Fields(untyped.string(typeKey), untyped.values());
    }

    /** Returns the fields of a map inside this one; none when it is absent. */
    public Fields nested(String key) throws MalformedMessage {
        return new Fields(name + "." + key, map(key));
    }

    /** Returns whether the field is present, also as nil. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Reads a mandatory string. */
    public String string(String key) throws MalformedMessage {
        String value = string(key, null);
        if (value == null) {
            throw new MalformedMessage(name + " has no " + key);
        }
        return value;
    }

    /** Reads an optional string. */
    public String string(String key, String fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case String text -> text;
            case Object other -> throw wrongType(key, "a text", other);
        };
    }

    /** Reads a mandatory number; a fraction is cut off. */
    public long integer(String key) throws MalformedMessage {
        if (values.get(key) == null) {
            throw new MalformedMessage(name + " has no " + key);
        }
        return integer(key, 0);
    }

    /** Reads an optional number; a fraction is cut off. */
    public long integer(String key, long fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Number number -> number.longValue();
            case Object other -> throw wrongType(key, "a number", other);
        };
    }

    /** Reads an optional decimal number. */
    public double decimal(String key, double fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Number number -> number.doubleValue();
            case Object other -> throw wrongType(key, "a number", other);
        };
    }

    /** Reads an optional boolean. */
    public boolean flag(String key, boolean fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Boolean flag -> flag;
            case Object other -> throw wrongType(key, "a boolean", other);
        };
    }

    /** Reads the debug mode: false, true or "ssh"; any other value is true when it is true in Python. */
    public Object debug(String key) {
        return switch (values.get(key)) {
            case null -> false;
            case Boolean flag -> flag;
            case String text -> text.equals("ssh") ? text : (Object) !text.isEmpty();
            case Number number -> number.doubleValue() != 0;
            case byte[] bytes -> bytes.length > 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Object _ -> true;
        };
    }

    /**
     * Reads optional bytes. A string is converted to UTF-8, because the Python agent sends an archive that is not base64 as the
     * string that the grader wrote.
     */
    public byte[] bytes(String key, byte[] fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Object other -> throw wrongType(key, "bytes", other);
        };
    }

    /** Reads a map; empty when absent. */
    public Map<String, Object> map(String key) throws MalformedMessage {
        Object value = values.get(key);
        return value == null ? new LinkedHashMap<>() : asMap(value, name + "." + key);
    }

    /** Reads a list; empty when absent. */
    public List<Object> list(String key) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Object other -> throw wrongType(key, "a list", other);
        };
    }

    /** Reads a list of strings; empty when absent. */
    public List<String> strings(String key) throws MalformedMessage {
        List<String> strings = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof String text)) {
                throw wrongType(key, "texts", element);
            }
            strings.add(text);
        }
        return strings;
    }

    private MalformedMessage wrongType(String key, String expected, Object got) {
        return new MalformedMessage(name + "." + key + " should be " + expected + " and is " + MsgpackTree.describeKind(got));
    }

    private static Map<String, Object> asMap(Object value, String where) throws MalformedMessage {
        if (!(value instanceof Map<?, ?> map)) {
            throw new MalformedMessage(where + " should be a map and is " + MsgpackTree.describeKind(value));
        }
        Map<String, Object> typed = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, element) -> typed.put((String) key, element));
        return typed;
    }
}
