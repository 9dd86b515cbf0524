package dev.ingot.agent.session;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name under which the backend's socket knows this agent. When it survives a restart of the agent, the backend sees at
 * once that the jobs of the earlier life are gone, instead of after some seconds of unanswered pings.
 */
public final class RoutingId {
    private RoutingId() { }

    /** The same for every life of one agent, different for any two that may run at the same time. */
    public static String of(String host, String friendlyName, BackendAddress backend, Path tmpdir) {
        String all = String.join("\n", host, friendlyName, backend.toString(), tmpdir.toAbsolutePath().normalize().toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return "ingot-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
