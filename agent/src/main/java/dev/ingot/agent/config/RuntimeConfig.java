package dev.ingot.agent.config;

/**
 * One way to run containers, as configured.
 *
 * @param flavour      the OCI runtime as the manager calls it, or its command; empty for the manager's default
 * @param socket       where the manager listens; empty for its usual place
 * @param runAsRoot    student code may ask for root
 * @param gpu          containers see a GPU
 * @param sharedKernel containers run on the host's kernel, not in a virtual machine or on a kernel of their own
 * @param layer        where what containers write is kept; direct runtimes only
 */
public record RuntimeConfig(
    EngineKind manager, String flavour, String socket, boolean runAsRoot, boolean gpu, boolean sharedKernel,
    LayerPlace layer) {

    /** Docker's default runtime at its usual place. */
    public static final RuntimeConfig DEFAULT = of(EngineKind.DOCKER, "");

    /** With the defaults of all else. */
    public static RuntimeConfig of(EngineKind manager, String flavour) {
        return new RuntimeConfig(manager, flavour, "", false, false, true, LayerPlace.MEMORY);
    }
}
