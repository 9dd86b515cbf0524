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
 * What the tests of the contract work with.
 *
 * @param imageId  of an image with the usual shell commands, whose own command is a shell
 * @param agentId  the label of every container the tests make
 * @param isolated whether containers are kept from the host's network and from writing where they may not
 */
record ContractFixture(ContainerRuntime runtime, String imageId, String agentId, boolean isolated) {

    /** Long enough for a slow machine, short enough to be a failure. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A runtime that was named and is absent is a failure, never a skipped test. */
    static void requireUsable(ContainerRuntime runtime) {
        if (runtime.probe() instanceof Health.Unavailable(String why, String remedy)) {
            fail(runtime.name() + " was named but cannot be used: " + why + "; " + remedy);
        }
    }

    static ContractFixture of(ContainerRuntime runtime, String imageId, boolean isolated) {
        return new ContractFixture(runtime, imageId, "contract-" + UUID.randomUUID(), isolated);
    }

    /** A container that runs a shell script. */
    ContainerSpecBuilder shell(String script) {
        return new ContainerSpecBuilder(this, List.of("sh", "-c", script));
    }

    /** A container that runs a program of Perl's, the host's own, which every Debian host has. */
    ContainerSpecBuilder perl(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/perl", "-e", program));
        command.addAll(List.of(arguments));
        return new ContainerSpecBuilder(this, command).mount(Mount.readOnly(Path.of("/usr"), "/usr"))
            .mount(Mount.readOnly(Path.of("/usr/lib"), "/lib")).mount(Mount.readOnly(Path.of("/usr/lib64"), "/lib64"));
    }

    /** A container that runs what the image says. */
    ContainerSpecBuilder imageCommand() {
        return new ContainerSpecBuilder(this, List.of());
    }

    void assume(Capability capability) {
        assumeTrue(runtime.capabilities().contains(capability), runtime.name() + " has not the capability " + capability);
    }

    /** Where a container has a kernel of its own and an engine between, its standard output cannot be found from outside. */
    void assumeLargeStdout() {
        boolean large = runtime instanceof OciRuntime
            || runtime.capabilities().contains(Capability.SHARED_KERNEL) && !(runtime instanceof ProcessRuntime);
        assumeTrue(large, runtime.name() + " gives its containers pipes that are out of sight, or the usual ones");
    }

    void assumeIsolated() {
        assumeTrue(isolated, runtime.name() + " does not isolate its containers");
    }

    /** Everything on the stream until its end. */
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
