package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What is particular to the OCI runtimes that an engine may have, told from the name it knows them by. */
enum OciRuntimeKind {
    /** Each container is a machine of Firecracker. */
    KATA_FC("kata-fc", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md",
        "its machines share no folder with the host, so a task's files do not reach its grader",
        List.of(HostPrerequisite.KVM, HostPrerequisite.FIRECRACKER), List.of()),
    /** Each container is a machine of QEMU. */
    KATA_QEMU("kata-qemu", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "",
        List.of(HostPrerequisite.KVM, HostPrerequisite.QEMU), List.of(HostPrerequisite.VSOCK)),
    /** Each container is a machine; of which hypervisor, its configuration says. */
    KATA("kata", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "", List.of(HostPrerequisite.KVM), List.of()),
    /** Brings a network of its own, which not every kernel lets it have. */
    GVISOR("runsc", Set.of(Capability.NETWORK, Capability.PUBLISH_PORTS, Capability.JOIN_NETWORK), false, "", "",
        List.of(), List.of()),
    /** All others run containers as runc and crun do. */
    RUNC_LIKE("", Set.of(), false, "", "", List.of(), List.of());

    private final String nameFragment;
    private final Set<Capability> unsupportedCapabilities;
    private final boolean hidesOutOfMemory;
    private final String setupGuide;
    private final String defect;
    private final List<HostPrerequisite> prerequisites;
    private final List<HostPrerequisite> shimPrerequisites;

    OciRuntimeKind(String nameFragment, Set<Capability> unsupportedCapabilities, boolean hidesOutOfMemory, String setupGuide,
        String defect,
            List<HostPrerequisite> prerequisites, List<HostPrerequisite> shimPrerequisites) {
        this.nameFragment = nameFragment;
        this.unsupportedCapabilities = unsupportedCapabilities;
        this.hidesOutOfMemory = hidesOutOfMemory;
        this.setupGuide = setupGuide;
        this.defect = defect;
        this.prerequisites = prerequisites;
        this.shimPrerequisites = shimPrerequisites;
    }

    /** By the engine's name for an OCI runtime, also one like {@code io.containerd.kata-qemu.v2}. */
    static OciRuntimeKind of(String ociRuntime) {
        return Arrays.stream(values()).filter(flavour -> ociRuntime.contains(flavour.nameFragment)).findFirst().orElseThrow();
    }

    /** What it lacks beyond what every kernel of one's own lacks. */
    Set<Capability> unsupportedCapabilities() {
        return unsupportedCapabilities;
    }

    /**
     * Whether the memory limit strikes in a kernel that tells the engine nothing of it. A first process that was killed, and
     * not by us, has passed its limit then: nobody in the container can kill it.
     */
    boolean hidesOutOfMemory() {
        return hidesOutOfMemory;
    }

    /** The page that says how to set it up; empty where its name as the program's is all there is to it. */
    String setupGuide() {
        return setupGuide;
    }

    /** What keeps it from grading however the host is set up; empty when nothing does. */
    String defect() {
        return defect;
    }

    /** What it needs of the host. */
    List<HostPrerequisite> prerequisites() {
        return prerequisites;
    }

    /** What else, when it is a shim of containerd, as Kata Containers is from version 2 on. */
    List<HostPrerequisite> shimPrerequisites() {
        return shimPrerequisites;
    }
}
