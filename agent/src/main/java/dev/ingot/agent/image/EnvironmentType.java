package dev.ingot.agent.image;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import java.nio.ByteOrder;

/**
 * An environment type as tasks name it ("docker", "docker-ssh"), bound to the runtime that serves it.
 *
 * @param runAsRoot    whether tasks may run student code as root; images labelled need_root are offered only then
 * @param gpu          whether containers see a GPU; images labelled need_gpu are offered only then
 * @param ssh          whether run_student may request an SSH session
 * @param frameByteOrder byte order of message lengths in images of version 3: big-endian since INGInious 0.8
 */
public record EnvironmentType(
    String name, ContainerRuntime runtime, boolean runAsRoot, boolean gpu, boolean ssh, ByteOrder frameByteOrder) {

    /** Creates a type for images of INGInious 0.8 or later. */
    public EnvironmentType(String name, ContainerRuntime runtime, boolean runAsRoot, boolean gpu, boolean ssh) {
        this(name, runtime, runAsRoot, gpu, ssh, ByteOrder.BIG_ENDIAN);
    }

    /** Returns whether its containers run on the host's kernel. */
    public boolean sharesKernel() {
        return runtime.capabilities().contains(Capability.SHARED_KERNEL);
    }
}
