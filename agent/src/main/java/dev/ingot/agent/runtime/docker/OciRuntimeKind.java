package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What is particular to the OCI runtimes of Docker and Podman, recognised by the name under which they are registered. The
 * first constant whose fragment is in the name applies. {@link dev.ingot.agent.runtime.OciRuntimeTraits} has what is the
 * same for every manager.
 */
enum OciRuntimeKind {
    /** Kata Containers with Firecracker: each container is a virtual machine. */
    KATA_FC("kata-fc", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md",
        "Firecracker cannot mount host folders, so a grader cannot see its task",
        List.of(HostPrerequisite.KVM, HostPrerequisite.FIRECRACKER), List.of()),
    /** Kata Containers with QEMU: each container is a virtual machine. */
    KATA_QEMU("kata-qemu", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "",
        List.of(HostPrerequisite.KVM, HostPrerequisite.QEMU), List.of(HostPrerequisite.VSOCK)),
    /** Kata Containers with the hypervisor that its configuration names. */
    KATA("kata", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "", List.of(HostPrerequisite.KVM), List.of()),
    /** gVisor. It has its own network stack, which some kernels do not allow. */
    GVISOR("runsc", Set.of(Capability.NETWORK, Capability.PUBLISH_PORTS, Capability.JOIN_NETWORK), false, "", "",
        List.of(), List.of()),
    /** Every other OCI runtime; runs containers as runc and crun do. */
    RUNC_LIKE("", Set.of(), false, "", "", List.of(), List.of());

    private final String nameFragment;
    private final Set<Capability> unsupportedCapabilities;
    private final boolean hidesOutOfMemory;
    private final String setupGuide;
    private final String defect;
    private final List<HostPrerequisite> prerequisites;
    private final List<HostPrerequisite> shimPrerequisites;

    OciRuntimeKind(String nameFragment, Set<Capability> unsupportedCapabilities, boolean hidesOutOfMemory, String setupGuide,
                   String defect, List<HostPrerequisite> prerequisites, List<HostPrerequisite> shimPrerequisites) {
        this.nameFragment = nameFragment;
        this.unsupportedCapabilities = unsupportedCapabilities;
        this.hidesOutOfMemory = hidesOutOfMemory;
        this.setupGuide = setupGuide;
        this.defect = defect;
        this.prerequisites = prerequisites;
        this.shimPrerequisites = shimPrerequisites;
    }

    /** Returns the kind of an OCI runtime by its registered name, also one like {@code io.containerd.kata-qemu.v2}. */
    static OciRuntimeKind of(String ociRuntime) {
        return Arrays.stream(values()).filter(kind -> ociRuntime.contains(kind.nameFragment)).findFirst().orElseThrow();
    }

    /** Returns what it lacks in addition to what every runtime with its own kernel lacks. */
    Set<Capability> unsupportedCapabilities() {
        return unsupportedCapabilities;
    }

    /**
     * Returns whether the memory limit is enforced by a kernel that does not report it to the manager. If the first process of
     * such a container was killed, and not by the agent, it exceeded its limit: no process inside the container can kill it.
     */
    boolean hidesOutOfMemory() {
        return hidesOutOfMemory;
    }

    /** Returns the page that describes its setup; empty when registering its program is enough. */
    String setupGuide() {
        return setupGuide;
    }

    /** Returns why it cannot grade on any host; empty when it can. */
    String defect() {
        return defect;
    }

    /** Returns what it needs of the host. */
    List<HostPrerequisite> prerequisites() {
        return prerequisites;
    }

    /** Returns what else it needs when it is a containerd shim, as Kata Containers is from version 2 on. */
    List<HostPrerequisite> shimPrerequisites() {
        return shimPrerequisites;
    }
}
