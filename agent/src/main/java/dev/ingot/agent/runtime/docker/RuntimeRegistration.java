package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Describes how an OCI runtime is registered with a manager: as a program, or as a containerd shim.
 *
 * @param name by which containers request it
 * @param info its entry in {@code GET /info}; a missing node when there is none
 */
record RuntimeRegistration(String name, JsonNode info) {

    private static final String SHIM_PREFIX = "io.containerd.";
    /** First version of Docker that supports shims (https://docs.docker.com/engine/release-notes/23.0/). */
    private static final int FIRST_VERSION_WITH_SHIMS = 23;
    private static final List<String> PATH =
        List.of("/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/");

    /** Returns the path of the program; empty for a shim. */
    Optional<String> program() {
        return Optional.of(info.path("path").asText("")).filter(path -> !path.isEmpty());
    }

    /** Returns whether gVisor is registered with an option that makes it use no cgroups. */
    boolean ignoresCgroups() {
        return info.path("runtimeArgs").valueStream().anyMatch(argument -> argument.asText().startsWith("--ignore-cgroups"));
    }

    /** Returns whether a Docker daemon of this version supports it; true when the version has no number. */
    boolean isSupportedBy(String version) {
        String major = version.split("\\D", 2)[0];
        return !isShim() || major.isEmpty() || Integer.parseInt(major) >= FIRST_VERSION_WITH_SHIMS;
    }

    /** Returns what it needs of the host. */
    List<HostPrerequisite> prerequisites() {
        OciRuntimeKind kind = OciRuntimeKind.of(name);
        return isShim() ? Stream.of(kind.prerequisites(), kind.shimPrerequisites(), shimProgramPrerequisite())
            .flatMap(List::stream).toList()
            : kind.prerequisites();
    }

    private boolean isShim() {
        return info.isMissingNode() ? name.startsWith(SHIM_PREFIX) : program().isEmpty();
    }

    /**
     * Returns the shim's program, for example {@code containerd-shim-kata-v2} for {@code io.containerd.kata.v2}; empty when the
     * manager does not report the shim's type.
     */
    private List<HostPrerequisite> shimProgramPrerequisite() {
        String type = info.isMissingNode() ? name : info.path("runtimeType").asText("");
        if (!type.startsWith(SHIM_PREFIX)) {
            return List.of();
        }
        String program = "containerd-shim-" + type.substring(SHIM_PREFIX.length()).replace('.', '-');
        return List.of(new HostPrerequisite("there is no program " + program, "install it in a folder of the daemon's PATH",
            PATH.stream().map(folder -> folder + program).toList()));
    }
}
