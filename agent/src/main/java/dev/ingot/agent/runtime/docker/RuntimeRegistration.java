package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an engine was told of an OCI runtime: as a program, or as a shim of containerd.
 *
 * @param name as containers ask for it
 * @param info what {@code GET /info} says of it; missing when nothing
 */
record RuntimeRegistration(String name, JsonNode info) {

    private static final String SHIM_PREFIX = "io.containerd.";
    /** From this version on Docker takes shims. */
    private static final int FIRST_VERSION_WITH_SHIMS = 23;
    private static final List<String> PATH =
        List.of("/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/");

    /** The program, if it was told as one. */
    Optional<String> program() {
        return Optional.of(info.path("path").asText("")).filter(path -> !path.isEmpty());
    }

    boolean ignoresCgroups() {
        return info.path("runtimeArgs").valueStream().anyMatch(argument -> argument.asText().startsWith("--ignore-cgroups"));
    }

    /** Whether a Docker daemon of that version takes it. */
    boolean isSupportedBy(String version) {
        String major = version.split("\\D", 2)[0];
        return !isShim() || major.isEmpty() || Integer.parseInt(major) >= FIRST_VERSION_WITH_SHIMS;
    }

    /** What it needs of the host. */
    List<HostPrerequisite> prerequisites() {
        OciRuntimeKind flavour = OciRuntimeKind.of(name);
        return isShim() ? Stream.of(flavour.prerequisites(), flavour.shimPrerequisites(), shimProgramPrerequisite())
            .flatMap(List::stream).toList()
            : flavour.prerequisites();
    }

    private boolean isShim() {
        return info.isMissingNode() ? name.startsWith(SHIM_PREFIX) : program().isEmpty();
    }

    /** {@code containerd-shim-kata-v2} of {@code io.containerd.kata.v2}; unknown where the engine keeps its type to itself. */
    private List<HostPrerequisite> shimProgramPrerequisite() {
        String type = info.isMissingNode() ? name : info.path("runtimeType").asText("");
        if (!type.startsWith(SHIM_PREFIX)) {
            return List.of();
        }
        String program = "containerd-shim-" + type.substring(SHIM_PREFIX.length()).replace('.', '-');
        return List.of(new HostPrerequisite("there is no program " + program, "install it, in a folder of the daemon's PATH",
            PATH.stream().map(folder -> folder + program).toList()));
    }
}
