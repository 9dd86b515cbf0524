package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.HostNotice;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.OciRuntimeTraits;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The configuration keys of a runtime of Docker or Podman.
 *
 * @param api        which of the two
 * @param ociRuntime the OCI runtime as the manager calls it; empty for the manager's default
 * @param socket     {@code unix:///path} or {@code tcp://host:port}; empty for the manager's usual socket
 */
record DockerConfig(DockerApiManager api, String ociRuntime, String socket, KernelSettings kernel) implements RuntimeSettings {

    @Override
    public String manager() {
        return api.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean hasGpuByDefault() {
        return OciRuntimeTraits.of(ociRuntime).hasGpu();
    }

    @Override
    public void write(ConfigSectionWriter writer) {
        writer.putIfNotEmpty(DockerProvider.OCI_RUNTIME, ociRuntime).putIfNotEmpty(DockerProvider.SOCKET, socket);
        kernel.write(writer);
    }

    @Override
    public ContainerRuntime open(RuntimeCommon common, Consumer<HostNotice> notices) {
        return new DockerRuntime(new DockerSettings(api, common.name(), ociRuntime, socket, kernel.shared(),
            kernel.overhead().bytes(), Optional.of(common.scratch())));
    }
}
