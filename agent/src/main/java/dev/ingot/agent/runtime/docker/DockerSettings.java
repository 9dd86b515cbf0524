package dev.ingot.agent.runtime.docker;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a runtime of Docker or Podman needs to be opened.
 *
 * @param manager      Docker or Podman
 * @param name         of the runtime in the configuration
 * @param ociRuntime   the OCI runtime as the manager calls it; empty for the manager's default
 * @param host         {@code unix:///path} or {@code tcp://host:port}; empty for the manager's usual socket, which for Docker the
 *                     environment variable {@code DOCKER_HOST} may name
 * @param sharedKernel whether that OCI runtime runs containers on the host's kernel, as runc and crun do
 * @param overhead     memory in bytes that a container's own kernel takes, on top of the container's limit
 * @param scratch      a directory for files of single containers, which the manager sees under the same path; created when
 *                     missing. Containers without network start in half the time with it. It is empty while no container
 *                     exists, except after a crash: it may be emptied once orphans are removed. Absent for none
 */
public record DockerSettings(DockerApiManager manager, String name, String ociRuntime, String host, boolean sharedKernel,
                             long overhead, Optional<Path> scratch) {

    public DockerSettings {
        Objects.requireNonNull(manager);
        Objects.requireNonNull(name);
        Objects.requireNonNull(ociRuntime);
        Objects.requireNonNull(host);
        Objects.requireNonNull(scratch);
    }

    /** Creates settings of Docker without overhead and without a scratch directory. */
    public DockerSettings(String name, String ociRuntime, String host, boolean sharedKernel) {
        this(DockerApiManager.DOCKER, name, ociRuntime, host, sharedKernel, 0, Optional.empty());
    }

    /** Creates settings of an OCI runtime on the host's kernel, with the Docker daemon that the environment names. */
    public static DockerSettings of(String name, String ociRuntime) {
        return new DockerSettings(name, ociRuntime, "", true);
    }

    /** Returns a copy with a scratch directory. */
    public DockerSettings withScratch(Path directory) {
        return new DockerSettings(manager, name, ociRuntime, host, sharedKernel, overhead, Optional.of(directory));
    }

    /** Returns a copy with another overhead in bytes. */
    public DockerSettings withOverhead(long bytes) {
        return new DockerSettings(manager, name, ociRuntime, host, sharedKernel, bytes, scratch);
    }

    /** Returns a copy with another manager. */
    public DockerSettings withManager(DockerApiManager other) {
        return new DockerSettings(other, name, ociRuntime, host, sharedKernel, overhead, scratch);
    }

    /** Returns what is particular to the OCI runtime. */
    OciRuntimeKind ociRuntimeKind() {
        return OciRuntimeKind.of(ociRuntime);
    }

    /** Returns the address of the manager; empty when the environment names it. */
    String address() {
        return host.isEmpty() ? manager.defaultHost() : host;
    }
}
