package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an engine was told of an OCI runtime: as a program, or as a shim of containerd.
 *
 * @param name as containers ask for it
 * @param told what {@code GET /info} says of it; missing when nothing
 */
record Declaration(String name, JsonNode told) {

    private static final String SHIM = "io.containerd.";
    /** From this version on Docker takes shims. */
    private static final int WITH_SHIMS = 23;
    private static final List<String> PATH =
        List.of("/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/");

    /** The program, if it was told as one. */
    Optional<String> program() {
        return Optional.of(told.path("path").asText("")).filter(path -> !path.isEmpty());
    }

    boolean ignoresCgroups() {
        return told.path("runtimeArgs").valueStream().anyMatch(argument -> argument.asText().startsWith("--ignore-cgroups"));
    }

    /** Whether a Docker daemon of that version takes it. */
    boolean fits(String version) {
        String major = version.split("\\D", 2)[0];
        return !shim() || major.isEmpty() || Integer.parseInt(major) >= WITH_SHIMS;
    }

    /** What it needs of the host. */
    List<HostNeed> needs() {
        Flavour flavour = Flavour.of(name);
        return shim() ? Stream.of(flavour.needs(), flavour.needsOfShim(), shimProgram()).flatMap(List::stream).toList()
            : flavour.needs();
    }

    private boolean shim() {
        return told.isMissingNode() ? name.startsWith(SHIM) : program().isEmpty();
    }

    /** {@code containerd-shim-kata-v2} of {@code io.containerd.kata.v2}; unknown where the engine keeps its type to itself. */
    private List<HostNeed> shimProgram() {
        String type = told.isMissingNode() ? name : told.path("runtimeType").asText("");
        if (!type.startsWith(SHIM)) {
            return List.of();
        }
        String program = "containerd-shim-" + type.substring(SHIM.length()).replace('.', '-');
        return List.of(new HostNeed("there is no program " + program, "install it, in a folder of the daemon's PATH",
            PATH.stream().map(folder -> folder + program).toList()));
    }
}
