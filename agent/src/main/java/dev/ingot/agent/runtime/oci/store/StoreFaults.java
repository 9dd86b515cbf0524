package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** Translates failures of the file system to faults of the runtime. */
final class StoreFaults {

    private StoreFaults() { }

    /**
     * Returns the fault of a failed action.
     *
     * @param action begins the message: {@code cannot ...}
     */
    static RuntimeFault of(String action, IOException e) {
        return new RuntimeFault(kind(e), action + ": " + e.getMessage(), e);
    }

    /** Java has no separate exception for a full disk. */
    private static Kind kind(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            return Kind.EXHAUSTED;
        }
        return e instanceof AccessDeniedException ? Kind.DENIED : Kind.INTERNAL;
    }
}
