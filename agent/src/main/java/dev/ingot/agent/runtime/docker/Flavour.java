package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What is particular to the OCI runtimes that an engine may have, told from the name it knows them by. */
enum Flavour {
    /** Each container is a machine of Firecracker. */
    KATA_FC("kata-fc", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md",
        "its machines share no folder with the host, so a task's files do not reach its grader",
        List.of(HostNeed.KVM, HostNeed.FIRECRACKER), List.of()),
    /** Each container is a machine of QEMU. */
    KATA_QEMU("kata-qemu", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "",
        List.of(HostNeed.KVM, HostNeed.QEMU), List.of(HostNeed.VSOCK)),
    /** Each container is a machine; of which hypervisor, its configuration says. */
    KATA("kata", Set.of(Capability.JOIN_NETWORK), true, "docs/runtimes/kata.md", "", List.of(HostNeed.KVM), List.of()),
    /** Brings a network of its own, which not every kernel lets it have. */
    GVISOR("runsc", Set.of(Capability.NETWORK, Capability.PUBLISH_PORTS, Capability.JOIN_NETWORK), false, "", "",
        List.of(), List.of()),
    /** All others run containers as runc and crun do. */
    USUAL("", Set.of(), false, "", "", List.of(), List.of());

    private final String fragment;
    private final Set<Capability> lacks;
    private final boolean hidesMemory;
    private final String guide;
    private final String flaw;
    private final List<HostNeed> needs;
    private final List<HostNeed> needsOfShim;

    Flavour(String fragment, Set<Capability> lacks, boolean hidesMemory, String guide, String flaw,
            List<HostNeed> needs, List<HostNeed> needsOfShim) {
        this.fragment = fragment;
        this.lacks = lacks;
        this.hidesMemory = hidesMemory;
        this.guide = guide;
        this.flaw = flaw;
        this.needs = needs;
        this.needsOfShim = needsOfShim;
    }

    /** By the engine's name for an OCI runtime, also one like {@code io.containerd.kata-qemu.v2}. */
    static Flavour of(String ociRuntime) {
        return Arrays.stream(values()).filter(flavour -> ociRuntime.contains(flavour.fragment)).findFirst().orElseThrow();
    }

    /** What it lacks beyond what every kernel of one's own lacks. */
    Set<Capability> lacks() {
        return lacks;
    }

    /**
     * Whether the memory limit strikes in a kernel that tells the engine nothing of it. A first process that was killed, and
     * not by us, has passed its limit then: nobody in the container can kill it.
     */
    boolean hidesMemory() {
        return hidesMemory;
    }

    /** The page that says how to set it up; empty where its name as the program's is all there is to it. */
    String guide() {
        return guide;
    }

    /** What keeps it from grading however the host is set up; empty when nothing does. */
    String flaw() {
        return flaw;
    }

    /** What it needs of the host. */
    List<HostNeed> needs() {
        return needs;
    }

    /** What else, when it is a shim of containerd, as Kata Containers is from version 2 on. */
    List<HostNeed> needsOfShim() {
        return needsOfShim;
    }
}
