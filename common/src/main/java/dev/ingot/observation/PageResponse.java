package dev.ingot.observation;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One response over HTTP.
 *
 * @param headers further headers, besides the content type and those of every response
 */
public record PageResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    /** Creates a response with plain text. */
    public static PageResponse text(int status, String text) {
        return new PageResponse(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Creates a response with status 200 and a JSON document. */
    public static PageResponse json(byte[] json) {
        return new PageResponse(200, "application/json", json, Map.of());
    }
}
