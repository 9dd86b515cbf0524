package dev.ingot.agent.runtime;

import dev.ingot.agent.config.source.ByteSize;

/**
 * What an OCI runtime is assumed to do unless the configuration says otherwise.
 *
 * @param sharesKernel whether its containers run on the host's kernel
 * @param hasGpu       whether its containers have a GPU
 * @param overhead     memory that a container's own kernel takes, on top of the memory limit of its task
 */
public record OciRuntimeTraits(boolean sharesKernel, boolean hasGpu, ByteSize overhead) {
    private static final String GVISOR = "runsc";
    private static final String KATA = "kata";
    /** INGInious' agent, too, recognises runtimes with a GPU by this part of their name. */
    private static final String NVIDIA = "nvidia";
    private static final ByteSize GVISOR_OVERHEAD = new ByteSize(64L << 20);
    /** Machines of Kata Containers have memory of their own for their kernel. */
    private static final ByteSize NO_OVERHEAD = new ByteSize(0);

    /**
     * Returns the traits of an OCI runtime.
     *
     * @param ociRuntime name or command, also one like {@code io.containerd.kata-qemu.v2}; empty for a manager's default
     */
    public static OciRuntimeTraits of(String ociRuntime) {
        return new OciRuntimeTraits(!ociRuntime.contains(KATA) && !ociRuntime.contains(GVISOR), ociRuntime.contains(NVIDIA),
            ociRuntime.contains(GVISOR) ? GVISOR_OVERHEAD : NO_OVERHEAD);
    }
}
