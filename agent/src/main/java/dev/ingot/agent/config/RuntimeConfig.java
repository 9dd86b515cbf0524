package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;

/**
 * One way to run containers, as configured.
 *
 * @param ociRuntime      the OCI runtime as the manager calls it, or its command; lxd or incus of manager lxd;
 *                     empty for the manager's default
 * @param socket       where the manager listens; empty for its usual place
 * @param runAsRoot    student code may ask for root
 * @param gpu          containers see a GPU
 * @param sharedKernel containers run on the host's kernel, not in a virtual machine or on a kernel of their own
 * @param writableLayer        where what containers write is kept; direct runtimes only
 * @param overhead     memory a container's own kernel takes, on top of what its task may have
 * @param frameByteOrder of grading images of version 3
 * @param userns       who containers' users are on the host; direct runtimes only
 * @param warmPool         grading containers kept ready
 * @param lxd          what else LXD must be told
 */
public record RuntimeConfig(
    ManagerKind manager, String ociRuntime, String socket, boolean runAsRoot, boolean gpu, boolean sharedKernel,
    WritableLayerStorage writableLayer, ByteSize overhead, FrameByteOrder frameByteOrder, Userns userns, WarmPoolConfig warmPool,
    LxdConfig lxd) {

    private static final String MAPPING = "crun";
    private static final ByteSize GVISOR_OVERHEAD = new ByteSize(64L << 20);
    private static final ByteSize NO_OVERHEAD = new ByteSize(0);
    /** Docker's default runtime at its usual place. */
    public static final RuntimeConfig DEFAULT = of(ManagerKind.DOCKER, "");

    /** With the defaults of all else. */
    public static RuntimeConfig of(ManagerKind manager, String flavour) {
        return new RuntimeConfig(manager, flavour, "", false, hasGpuByDefault(flavour), sharesKernelByDefault(flavour),
            WritableLayerStorage.MEMORY,
            defaultOverhead(flavour), FrameByteOrder.BIG_ENDIAN, userns(manager, flavour), WarmPoolConfig.NONE,
            LxdConfig.DEFAULT);
    }

    /** Whether a flavour is taken to run containers on the host's kernel when nothing is said. */
    static boolean sharesKernelByDefault(String flavour) {
        return !flavour.contains("kata") && !flavour.contains("runsc");
    }

    /** Whether containers of a flavour are taken to see a GPU when nothing is said, as INGInious' agent does. */
    static boolean hasGpuByDefault(String flavour) {
        return flavour.contains("nvidia");
    }

    /** Who containers' users are when nothing is said: others for the command of which that is tested. */
    static Userns userns(ManagerKind manager, String flavour) {
        String command = flavour.substring(flavour.lastIndexOf('/') + 1);
        return manager == ManagerKind.OCI && MAPPING.equals(command) ? Userns.AUTO_WHERE_POSSIBLE : Userns.HOST;
    }

    /** What the kernel of a flavour takes when nothing is said. Kata's machines have memory of their own for it. */
    static ByteSize defaultOverhead(String flavour) {
        return flavour.contains("runsc") ? GVISOR_OVERHEAD : NO_OVERHEAD;
    }
}
