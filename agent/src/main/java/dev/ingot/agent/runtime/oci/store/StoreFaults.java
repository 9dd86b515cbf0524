package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** What the file system refuses, in the terms of the contract. */
final class StoreFaults {

    private StoreFaults() { }

    static RuntimeFault of(String what, IOException e) {
        return new RuntimeFault(kind(e), what + ": " + e.getMessage(), e);
    }

    /** Java has no exception of its own for a full disk. */
    private static Kind kind(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            return Kind.EXHAUSTED;
        }
        return e instanceof AccessDeniedException ? Kind.DENIED : Kind.INTERNAL;
    }
}
