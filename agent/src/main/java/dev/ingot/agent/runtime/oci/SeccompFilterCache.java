package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Caches the seccomp filter that crun compiled for an earlier container of this agent process. The filter is the same for all
 * containers, and compiling it takes longer than the rest of a start.
 */
final class SeccompFilterCache {

    private volatile Optional<String> program = Optional.empty();

    /** Returns the filter as Base64, as crun's annotation needs it; empty until it is known. */
    Optional<String> program() {
        return program;
    }

    /**
     * Reads the filter of a running container, unless it is known. Only crun writes it.
     *
     * @param commandState the folder in which the command keeps the state of its containers
     * @param id           of the container
     */
    void cacheFrom(Path commandState, String id) {
        if (program.isPresent()) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(commandState.resolve(id).resolve("seccomp.bpf"));
            if (bytes.length > 0) {
                program = Optional.of(Base64.getEncoder().encodeToString(bytes));
            }
        } catch (IOException e) {
            // The container has ended and its state is removed; the next container is tried.
            return;
        }
    }
}
