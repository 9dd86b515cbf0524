package dev.ingot.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads frames captured from the running Python system, and compares them. */
public final class CapturedFrames {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CapturedFrames() { }

    /**
     * One captured frame.
     *
     * @param message content as the Python code decoded it, with bytes as {@link ByteBuffer}
     */
    public record CapturedFrame(int line, String direction, String type, Object message, byte[] frame) {
        @Override
        public String toString() {
            return "line " + line + " " + direction + " " + type;
        }
    }

    public static List<CapturedFrame> read(String file) throws IOException {
        try (var in = CapturedFrames.class.getResourceAsStream("/vectors/" + file);
             var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().toList();
            List<CapturedFrame> frames = new ArrayList<>();
            for (String line : lines) {
                JsonNode captured = JSON.readTree(line);
                frames.add(new CapturedFrame(frames.size() + 1, captured.get("direction").asText(), captured.get("type").asText(),
                    toPlain(captured.get("message")), HexFormat.of().parseHex(captured.get("hex").asText())));
            }
            return frames;
        }
    }

    private static Object toPlain(JsonNode node) {
        if (node.has("$bytes")) {
            return ByteBuffer.wrap(HexFormat.of().parseHex(node.get("$bytes").asText()));
        }
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                node.properties().forEach(entry -> map.put(entry.getKey(), toPlain(entry.getValue())));
                yield map;
            }
            case ARRAY -> node.valueStream().map(CapturedFrames::toPlain).toList();
            case STRING -> node.asText();
            case BOOLEAN -> node.asBoolean();
            case NUMBER -> node.isIntegralNumber() ? (Object) node.asLong() : node.asDouble();
            default -> null;
        };
    }

    /** Decodes a frame to a tree with bytes as {@link ByteBuffer}, so that trees compare by content. */
    public static Object tree(byte[] frame) throws MalformedMessage {
        return toComparable(MsgpackTree.decode(frame));
    }

    private static Object toComparable(Object value) {
        return switch (value) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case List<?> list -> list.stream().map(CapturedFrames::toComparable).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put(key, toComparable(element)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
