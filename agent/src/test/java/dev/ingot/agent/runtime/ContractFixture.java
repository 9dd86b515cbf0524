package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.runtime.oci.OciRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Holds what the contract tests need.
 *
 * @param imageId  of an image with the common shell commands, whose own command is a shell
 * @param agentId  value of {@code Labels.AGENT} on every container of the tests
 * @param isolated whether containers cannot use the host's network, nor write where they may not
 */
record ContractFixture(ContainerRuntime runtime, String imageId, String agentId, boolean isolated) {

    /** Long enough for a slow machine, short enough to report a failure. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Fails, and does not skip, when a runtime that was named is unavailable. */
    static void requireUsable(ContainerRuntime runtime) {
        if (runtime.probe() instanceof Health.Unavailable(String reason, String remedy)) {
            fail(runtime.name() + " was named but cannot be used: " + reason + "; " + remedy);
        }
    }

    static ContractFixture of(ContainerRuntime runtime, String imageId, boolean isolated) {
        return new ContractFixture(runtime, imageId, "contract-" + UUID.randomUUID(), isolated);
    }

    /** Describes a container that runs a shell script. */
    ContainerSpecBuilder shell(String script) {
        return new ContainerSpecBuilder(this, List.of("sh", "-c", script));
    }

    /** Describes a container that runs a Perl script with the host's Perl, which every Debian host has. */
    ContainerSpecBuilder perl(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/perl", "-e", program));
        command.addAll(List.of(arguments));
        return new ContainerSpecBuilder(this, command).mount(Mount.readOnly(Path.of("/usr"), "/usr"))
            .mount(Mount.readOnly(Path.of("/usr/lib"), "/lib")).mount(Mount.readOnly(Path.of("/usr/lib64"), "/lib64"));
    }

    /** Describes a container that runs the image's command. */
    ContainerSpecBuilder imageCommand() {
        return new ContainerSpecBuilder(this, List.of());
    }

    void assume(Capability capability) {
        assumeTrue(runtime.capabilities().contains(capability), runtime.name() + " has not the capability " + capability);
    }

    /**
     * Skips the test when the stdout pipe is not enlarged: for plain processes, and when a manager runs containers on a separate
     * kernel, whose pipes cannot be found from the host.
     */
    void assumeLargeStdout() {
        boolean large = runtime instanceof OciRuntime
            || runtime.capabilities().contains(Capability.SHARED_KERNEL) && !(runtime instanceof ProcessRuntime);
        assumeTrue(large, runtime.name() + " does not enlarge the stdout pipes of its containers");
    }

    void assumeIsolated() {
        assumeTrue(isolated, runtime.name() + " does not isolate its containers");
    }

    /** Reads the stream to its end. */
    static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
