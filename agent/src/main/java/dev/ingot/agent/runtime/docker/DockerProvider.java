package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.OciRuntimeTraits;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Provides {@code manager: docker} and {@code manager: podman}: containers by Docker's API. */
public final class DockerProvider implements RuntimeProvider {
    static final String OCI_RUNTIME = "oci-runtime";
    static final String SOCKET = "socket";
    private static final ValueFormat<String> SOCKET_FORMAT = ValueFormat.matching(
        "of the form unix:///path or tcp://host:port", "unix:///var/run/docker.sock",
        text -> text.matches("unix:///\\S+|tcp://\\S+:\\d+"));

    private final DockerApiManager api;

    private DockerProvider(DockerApiManager api) {
        this.api = api;
    }

    /** Creates the provider of {@code manager: docker}. */
    public static DockerProvider docker() {
        return new DockerProvider(DockerApiManager.DOCKER);
    }

    /** Creates the provider of {@code manager: podman}. */
    public static DockerProvider podman() {
        return new DockerProvider(DockerApiManager.PODMAN);
    }

    @Override
    public String manager() {
        return api.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(KernelSettings.KEYS);
        keys.addAll(Set.of(OCI_RUNTIME, SOCKET));
        return keys;
    }

    @Override
    public Optional<String> shorthandKey() {
        return Optional.of(OCI_RUNTIME);
    }

    @Override
    public RuntimeSettings read(ConfigSection section) {
        section.acceptOldName("flavour", OCI_RUNTIME);
        String ociRuntime = section.readValue(OCI_RUNTIME, ValueFormat.WORD).orElse("");
        return new DockerConfig(api, ociRuntime, section.readValue(SOCKET, SOCKET_FORMAT).orElse(""),
            KernelSettings.read(section, OciRuntimeTraits.of(ociRuntime)));
    }
}
