package dev.ingot.agent.runtime.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Describes a file of the host that an OCI runtime needs.
 *
 * @param problem says that the file is missing
 * @param remedy  what an operator does about it
 * @param paths   absolute paths where it may be; one is enough
 */
record HostPrerequisite(String problem, String remedy, List<String> paths) {

    private static final List<String> QEMU_PATHS = List.of("/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-system-aarch64",
        "/usr/bin/qemu-lite-system-x86_64", "/usr/bin/qemu-kvm", "/usr/libexec/qemu-kvm", "/opt/kata/bin/qemu-system-x86_64",
        "/opt/kata/bin/qemu-system-aarch64");
    private static final List<String> FIRECRACKER_PATHS =
        List.of("/usr/bin/firecracker", "/usr/local/bin/firecracker", "/opt/kata/bin/firecracker");

    /** The kernel's interface for virtual machines. */
    static final HostPrerequisite KVM = new HostPrerequisite("there is no /dev/kvm",
        "modprobe kvm_intel or kvm_amd; on a virtual machine, enable nested virtualization on its host", List.of("/dev/kvm"));

    /** The sockets between a shim and its virtual machine (vsock(7)). */
    static final HostPrerequisite VSOCK = new HostPrerequisite("there is no /dev/vhost-vsock",
        "modprobe vhost_vsock, and name it in /etc/modules-load.d", List.of("/dev/vhost-vsock"));

    static final HostPrerequisite QEMU = program("QEMU",
        "apt-get install qemu-system-x86, or unpack a release of Kata Containers, which includes it, to /opt/kata", QEMU_PATHS);

    static final HostPrerequisite FIRECRACKER = program("Firecracker",
        "unpack a release of Kata Containers, which includes it, to /opt/kata", FIRECRACKER_PATHS);

    private static HostPrerequisite program(String name, String remedy, List<String> paths) {
        return new HostPrerequisite(name + " was not found (looked at: " + String.join(", ", paths) + ")", remedy, paths);
    }

    /** Returns whether the file exists on a host whose root folder is {@code root}. */
    boolean isMet(Path root) {
        return paths.stream().anyMatch(path -> Files.exists(root.resolve(path.substring(1))));
    }
}
