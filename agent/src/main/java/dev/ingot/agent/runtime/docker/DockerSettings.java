package dev.ingot.agent.runtime.docker;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How to reach a daemon and what to ask of it.
 *
 * @param manager       what listens there
 * @param name         of the runtime in the configuration
 * @param ociRuntime   the OCI runtime as the daemon calls it; empty for the daemon's default
 * @param host         {@code unix:///...} or {@code tcp://...}; empty for the engine's usual place, which for Docker
 *                     {@code DOCKER_HOST} may name
 * @param sharedKernel whether that OCI runtime runs containers on the host's kernel, as runc and crun do, and not in a
 *                     virtual machine or on a kernel of its own
 * @param overhead     memory that a kernel of their own takes, on top of the containers' limit
 * @param scratch      a directory for files of single containers, which the daemon sees under the same path. Containers
 *                     without network start in half the time with it. Made when missing; nothing of a container stays in it,
 *                     but after a crash, once the leftovers are closed, it may be emptied
 */
public record DockerSettings(DockerApiManager manager, String name, String ociRuntime, String host, boolean sharedKernel,
    long overhead,
                             Optional<Path> scratch) {

    public DockerSettings {
        Objects.requireNonNull(manager);
        Objects.requireNonNull(name);
        Objects.requireNonNull(ociRuntime);
        Objects.requireNonNull(host);
        Objects.requireNonNull(scratch);
    }

    /** Docker, without a directory for files. */
    public DockerSettings(String name, String ociRuntime, String host, boolean sharedKernel) {
        this(DockerApiManager.DOCKER, name, ociRuntime, host, sharedKernel, 0, Optional.empty());
    }

    /** An OCI runtime on the host's kernel, with the daemon of the environment. */
    public static DockerSettings of(String name, String ociRuntime) {
        return new DockerSettings(name, ociRuntime, "", true);
    }

    /** The same with a directory for files. */
    public DockerSettings withScratch(Path directory) {
        return new DockerSettings(manager, name, ociRuntime, host, sharedKernel, overhead, Optional.of(directory));
    }

    /** The same with more memory for each container. */
    public DockerSettings withOverhead(long bytes) {
        return new DockerSettings(manager, name, ociRuntime, host, sharedKernel, bytes, scratch);
    }

    /** The same of another engine. */
    public DockerSettings withManager(DockerApiManager other) {
        return new DockerSettings(other, name, ociRuntime, host, sharedKernel, overhead, scratch);
    }

    /** What is particular to its OCI runtime. */
    OciRuntimeKind ociRuntimeKind() {
        return OciRuntimeKind.of(ociRuntime);
    }

    /** Where the engine is; empty leaves it to the environment. */
    String address() {
        return host.isEmpty() ? manager.defaultHost() : host;
    }
}
