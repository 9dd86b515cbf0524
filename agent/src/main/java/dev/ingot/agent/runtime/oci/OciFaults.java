package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.util.List;

/** Translates failures of the host to faults of the runtime. */
final class OciFaults {

    private static final List<String> EXHAUSTED = List.of("No space left", "Cannot allocate memory", "Too many open files",
        "Resource temporarily unavailable", "Quota exceeded");

    private OciFaults() { }

    /**
     * Returns the fault of a failed action.
     *
     * @param action begins the message: {@code cannot ...}
     */
    static RuntimeFault of(String action, IOException cause) {
        return new RuntimeFault(kind(cause), action + ": " + cause.getMessage(), cause);
    }

    private static Kind kind(IOException cause) {
        if (cause instanceof BindException) {
            return Kind.CONFLICT;
        }
        if (cause instanceof AccessDeniedException) {
            return Kind.DENIED;
        }
        String text = String.valueOf(cause.getMessage());
        return EXHAUSTED.stream().anyMatch(text::contains) ? Kind.EXHAUSTED : Kind.INTERNAL;
    }
}
