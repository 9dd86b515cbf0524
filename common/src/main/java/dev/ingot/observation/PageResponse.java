package dev.ingot.observation;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One answer over HTTP.
 *
 * @param headers besides the content type and those every answer has
 */
public record PageResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    public static PageResponse text(int status, String text) {
        return new PageResponse(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static PageResponse json(byte[] json) {
        return new PageResponse(200, "application/json", json, Map.of());
    }
}
