package dev.ingot.agent.runtime.docker;

import java.util.Objects;

/**
 * How to reach a daemon and what to ask of it.
 *
 * @param name         of the runtime in the configuration
 * @param ociRuntime   the OCI runtime as the daemon calls it; empty for the daemon's default
 * @param host         {@code unix:///...} or {@code tcp://...}; empty for what {@code DOCKER_HOST} says, or else the usual socket
 * @param sharedKernel whether that OCI runtime runs containers on the host's kernel, as runc and crun do, and not in a
 *                     virtual machine or on a kernel of its own
 */
public record DockerSettings(String name, String ociRuntime, String host, boolean sharedKernel) {

    public DockerSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(ociRuntime);
        Objects.requireNonNull(host);
    }

    /** An OCI runtime on the host's kernel, with the daemon of the environment. */
    public static DockerSettings of(String name, String ociRuntime) {
        return new DockerSettings(name, ociRuntime, "", true);
    }
}
