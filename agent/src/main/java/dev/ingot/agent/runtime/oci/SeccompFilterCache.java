package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * The seccomp profile as crun has compiled it for an earlier container of this life: the same for all, and compiling takes
 * longer than all the rest of a start.
 */
final class SeccompFilterCache {

    private volatile Optional<String> program = Optional.empty();

    /** In the form that an annotation takes; empty until it is known. */
    Optional<String> program() {
        return program;
    }

    /** Keeps the program of a container that runs, where the command leaves it: another command leaves none. */
    void cacheFrom(Path notes, String id) {
        if (program.isPresent()) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(notes.resolve(id).resolve("seccomp.bpf"));
            if (bytes.length > 0) {
                program = Optional.of(Base64.getEncoder().encodeToString(bytes));
            }
        } catch (IOException e) {
            // It has ended already, and its notes are gone: the next container is another chance.
            return;
        }
    }
}
