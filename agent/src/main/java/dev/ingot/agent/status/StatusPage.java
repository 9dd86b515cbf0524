package dev.ingot.agent.status;

import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.PageResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * Serves the status page: one file with its style and script. Its Content-Security-Policy allows only this script, this style and
 * requests to this server.
 */
final class StatusPage implements HttpEndpoint.Page {
    private final PageResponse response;

    StatusPage() {
        String style = resource("status.css");
        String script = resource("status.js");
        String html = resource("status.html").replace("<style>", "<style>" + style).replace("<script>", "<script>" + script);
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'; script-src " + hash(script) + "; style-src " + hash(style);
        response = new PageResponse(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8),
            Map.of("Content-Security-Policy", policy, "Referrer-Policy", "no-referrer"));
    }

    @Override
    public PageResponse render(String accept) {
        return response;
    }

    private static String resource(String name) {
        try (InputStream file = StatusPage.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hashes the whole text between an element's tags; browsers reject other scripts and styles (W3C CSP Level 3). */
    private static String hash(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
