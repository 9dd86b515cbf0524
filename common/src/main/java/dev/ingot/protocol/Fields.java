package dev.ingot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoded map, read field by field. What is absent or nil becomes the reader's default; what is of the wrong kind is
 * malformed, with the field's name in the message. Fields nobody asks for are ignored.
 *
 * @param name   of the message, for errors
 * @param values as {@link MsgpackTree} decodes them
 */
public record Fields(String name, Map<String, Object> values) {

    /** A frame that holds one map with its type's name under {@code typeKey}. */
    public static Fields of(byte[] frame, String typeKey) throws MalformedMessage {
        Fields untyped = new Fields("a message", asMap(MsgpackTree.decode(frame), "a message"));
        return new Fields(untyped.string(typeKey), untyped.values());
    }

    /** A map inside this one. */
    public Fields nested(String key) throws MalformedMessage {
        return new Fields(name + "." + key, map(key));
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Mandatory text. */
    public String string(String key) throws MalformedMessage {
        String value = string(key, null);
        if (value == null) {
            throw new MalformedMessage(name + " has no " + key);
        }
        return value;
    }

    public String string(String key, String fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case String text -> text;
            case Object other -> throw wrongType(key, "a text", other);
        };
    }

    /** Mandatory number; a fraction is cut off. */
    public long integer(String key) throws MalformedMessage {
        if (values.get(key) == null) {
            throw new MalformedMessage(name + " has no " + key);
        }
        return integer(key, 0);
    }

    public long integer(String key, long fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Number number -> number.longValue();
            case Object other -> throw wrongType(key, "a number", other);
        };
    }

    public double decimal(String key, double fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Number number -> number.doubleValue();
            case Object other -> throw wrongType(key, "a number", other);
        };
    }

    public boolean flag(String key, boolean fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case Boolean flag -> flag;
            case Object other -> throw wrongType(key, "a boolean", other);
        };
    }

    /** False, true or "ssh"; of anything else, what Python takes for true is true. */
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

    /** Text counts as its UTF-8: the Python agent sends an archive that is no base64 just as the grader wrote it. */
    public byte[] bytes(String key, byte[] fallback) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> fallback;
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Object other -> throw wrongType(key, "bytes", other);
        };
    }

    /** Empty when absent. */
    public Map<String, Object> map(String key) throws MalformedMessage {
        Object value = values.get(key);
        return value == null ? new LinkedHashMap<>() : asMap(value, name + "." + key);
    }

    /** Empty when absent. */
    public List<Object> list(String key) throws MalformedMessage {
        return switch (values.get(key)) {
            case null -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Object other -> throw wrongType(key, "a list", other);
        };
    }

    /** A list of texts; empty when absent. */
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
