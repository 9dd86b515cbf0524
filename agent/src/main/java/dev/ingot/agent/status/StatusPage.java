package dev.ingot.agent.status;

import dev.ingot.observation.HttpAnswer;
import dev.ingot.observation.HttpEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page for people: one file, allowed to run its own script and to ask this server, and nothing else. */
final class StatusPage implements HttpEndpoint.Page {
    private final HttpAnswer answer;

    StatusPage() {
        String html = resource("status.html");
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'; script-src " + hash(html, "script") + "; style-src " + hash(html, "style");
        answer = new HttpAnswer(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8),
            Map.of("Content-Security-Policy", policy, "Referrer-Policy", "no-referrer"));
    }

    @Override
    public HttpAnswer answer(String accept) {
        return answer;
    }

    private static String resource(String name) {
        try (InputStream file = StatusPage.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The browser runs what has this hash: what is between the element's tags. */
    private static String hash(String html, String element) {
        Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
        if (!content.find()) {
            throw new IllegalStateException("the page has no " + element);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
