package dev.ingot.agent.runtime.oci.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the seccomp profile. */
class SeccompTest {

    private static final long AF_VSOCK = 40;
    /** The flags CLONE_NEW*: cgroup, uts, ipc, user, pid, net, mount. */
    private static final long NEW_NAMESPACES =
        0x02000000L | 0x04000000L | 0x08000000L | 0x10000000L | 0x20000000L | 0x40000000L | 0x00020000L;

    private final JsonNode profile;

    SeccompTest() throws Exception {
        profile = new ObjectMapper().readTree(Seccomp.profile().rawValue().toString());
    }

    @Test
    void unlistedSystemCallsFail() {
        assertEquals("SCMP_ACT_ERRNO", profile.path("defaultAction").asText());
        assertTrue(profile.path("architectures").size() > 0, "unknown architecture");
    }

    @Test
    void dangerousSystemCallsAreNotAllowed() {
        Set<String> allowed = new HashSet<>();
        for (JsonNode rule : profile.path("syscalls")) {
            rule.path("names").forEach(name -> allowed.add(name.asText()));
        }
        List<String> closed = List.of("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "mount", "umount2",
            "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "pivot_root", "setns", "unshare", "keyctl", "add_key",
            "request_key", "userfaultfd", "perf_event_open", "init_module", "finit_module", "delete_module", "kexec_load",
            "open_by_handle_at", "reboot", "swapon", "iopl", "ioperm", "clock_settime", "settimeofday", "quotactl", "acct",
            "syslog", "vhangup", "socketcall", "sethostname", "setdomainname", "lookup_dcookie", "nfsservctl", "uselib");
        assertEquals(List.of(), closed.stream().filter(allowed::contains).toList());
        assertTrue(allowed.containsAll(List.of("execve", "fork", "vfork", "openat", "ptrace", "chroot", "setuid", "rseq",
            "statx", "futex", "epoll_wait", "memfd_create")));
    }

    @Test
    void vsockIsNotAllowed() {
        JsonNode argument = rule("socket").path("args").path(0);
        assertEquals(AF_VSOCK, argument.path("value").asLong());
        assertEquals("SCMP_CMP_NE", argument.path("op").asText());
    }

    @Test
    void cloneMakesNoNamespaces() {
        JsonNode argument = rule("clone").path("args").path(0);
        assertEquals(NEW_NAMESPACES, argument.path("value").asLong());
        assertEquals(0, argument.path("valueTwo").asLong());
        // A filter cannot see its flags, so the call must look missing: programs then fall back to clone.
        assertEquals(38, rule("clone3").path("errnoRet").asInt());
    }

    private JsonNode rule(String name) {
        for (JsonNode rule : profile.path("syscalls")) {
            if (rule.path("names").size() == 1 && rule.path("names").path(0).asText().equals(name)) {
                return rule;
            }
        }
        throw new AssertionError("no rule for " + name);
    }
}
