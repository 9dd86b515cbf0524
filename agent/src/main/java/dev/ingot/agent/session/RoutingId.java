package dev.ingot.agent.session;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The id under which the backend's socket knows this agent. When it survives a restart of the agent, the backend sees at once
 * that the earlier jobs are gone, instead of after some seconds of unanswered pings.
 */
public final class RoutingId {
    private RoutingId() { }

    /** Returns an id that is the same after each restart of an agent, and different for agents that may run at the same time. */
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
