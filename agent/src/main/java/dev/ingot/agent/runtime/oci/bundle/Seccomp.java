package dev.ingot.agent.runtime.oci.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The system calls that containers may use: the file {@code config/seccomp.json} of the source, for this host's architecture.
 */
final class Seccomp {

    private Seccomp() { }

    /** Returns the profile as JSON. */
    static RawValue profile() {
        ObjectMapper json = new ObjectMapper();
        try (InputStream file = Seccomp.class.getResourceAsStream("/seccomp.json")) {
            ObjectNode profile = (ObjectNode) json.readTree(file);
            // Programs of the 32-bit architecture follow the same rules; those of other architectures cannot run.
            String[] architectures = switch (System.getProperty("os.arch")) {
                case "amd64" -> new String[] {"SCMP_ARCH_X86_64", "SCMP_ARCH_X86"};
                case "aarch64" -> new String[] {"SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"};
                default -> new String[0];
            };
            profile.set("architectures", json.valueToTree(architectures));
            return new RawValue(profile.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
