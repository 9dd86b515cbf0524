package dev.ingot.agent.image;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import java.nio.ByteOrder;

/**
 * An environment type as tasks name it ("docker", "docker-ssh"), bound to the runtime that serves it.
 *
 * @param runAsRoot    student code may ask for root here; images labelled need_root are listed only then
 * @param gpu          images labelled need_gpu are listed only then
 * @param ssh          run_student may ask for a debug session here
 * @param frameByteOrder how images of version 3 write the length of a message: big-endian since INGInious 0.8
 */
public record EnvironmentType(
    String name, ContainerRuntime runtime, boolean runAsRoot, boolean gpu, boolean ssh, ByteOrder frameByteOrder) {

    /** With images of INGInious 0.8 or later. */
    public EnvironmentType(String name, ContainerRuntime runtime, boolean runAsRoot, boolean gpu, boolean ssh) {
        this(name, runtime, runAsRoot, gpu, ssh, ByteOrder.BIG_ENDIAN);
    }

    /** Whether its containers run on the host's kernel. */
    public boolean sharesKernel() {
        return runtime.capabilities().contains(Capability.SHARED_KERNEL);
    }
}
