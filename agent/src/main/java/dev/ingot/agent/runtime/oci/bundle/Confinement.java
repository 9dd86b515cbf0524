package dev.ingot.agent.runtime.oci.bundle;

import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;

/** The restrictions of all containers: at least those of Docker's defaults (https://docs.docker.com/engine/security/). */
final class Confinement {

    /**
     * Docker's default capabilities: root in a container can manage the container's own files like an installer, but nothing
     * of the host.
     */
    static final List<String> CAPABILITIES = List.of("CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER",
        "CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID",
        "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT");

    static final List<String> MASKED = List.of("/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
        "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
        "/sys/devices/virtual/powercap", "/sys/firmware");

    static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    static final RawValue SECCOMP = Seccomp.profile();

    private Confinement() { }
}
