package dev.ingot.agent.runtime.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What an OCI runtime needs of the host.
 *
 * @param problem   says that it is not there
 * @param remedy how an admin brings it there
 * @param paths where it may be; one is enough
 */
record HostPrerequisite(String problem, String remedy, List<String> paths) {

    /** The kernel's part in virtual machines. */
    static final HostPrerequisite KVM = new HostPrerequisite("there is no /dev/kvm",
        "modprobe kvm_intel or kvm_amd; on a virtual machine, have its host allow nested ones", List.of("/dev/kvm"));

    /** How a shim talks to its machine. */
    static final HostPrerequisite VSOCK = new HostPrerequisite("there is no /dev/vhost-vsock",
        "modprobe vhost_vsock, and name it in /etc/modules-load.d", List.of("/dev/vhost-vsock"));

    static final HostPrerequisite QEMU = new HostPrerequisite("QEMU is at none of the usual places",
        "apt-get install qemu-system-x86, or unpack a release of Kata Containers, which brings one, to /opt/kata",
        List.of("/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-system-aarch64", "/usr/bin/qemu-lite-system-x86_64",
            "/usr/bin/qemu-kvm", "/usr/libexec/qemu-kvm", "/opt/kata/bin/qemu-system-x86_64",
            "/opt/kata/bin/qemu-system-aarch64"));

    static final HostPrerequisite FIRECRACKER = new HostPrerequisite("Firecracker is at none of the usual places",
        "unpack a release of Kata Containers, which brings one, to /opt/kata",
        List.of("/usr/bin/firecracker", "/usr/local/bin/firecracker", "/opt/kata/bin/firecracker"));

    /** Whether it is there, on a host whose files begin at {@code root}. */
    boolean isMet(Path root) {
        return paths.stream().anyMatch(place -> Files.exists(root.resolve(place.substring(1))));
    }
}
