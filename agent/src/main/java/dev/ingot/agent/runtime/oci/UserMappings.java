package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.HostNotice;
import java.util.Optional;

/** Decides whether a runtime's containers get user namespaces on this host. Probes the host at most once. */
final class UserMappings {
    private final UserMappingProbe probe;
    private Optional<String> blockerOrConflict;
    private Optional<String> blocker;

    /**
     * Creates a decision for the host that the probe looks at.
     *
     * @param probe tells what keeps this host from mapping users
     */
    UserMappings(UserMappingProbe probe) {
        this.probe = probe;
    }

    /** Returns whether the runtime is opened with user namespaces. */
    boolean isWanted(Userns userns) {
        return switch (userns) {
            case AUTO -> true;
            case HOST -> false;
            case AUTO_WHERE_POSSIBLE -> findBlockerOrConflict().isEmpty();
        };
    }

    /** Returns what keeps the runtime from user namespaces: a failure when the configuration requires them. */
    Optional<HostNotice> findNotice(Userns userns) {
        return switch (userns) {
            case AUTO -> findBlocker().map(cause -> new HostNotice(true, "userns: auto is not possible: " + cause,
                "see docs/decisions/0011-map-users-per-job.md for what it needs, or write userns: host"));
            case HOST -> Optional.empty();
            case AUTO_WHERE_POSSIBLE -> findBlockerOrConflict().map(cause -> new HostNotice(false,
                "the users of its containers are the host's (userns: host): " + cause,
                "see docs/decisions/0011-map-users-per-job.md for what userns: auto needs, or write userns: host"));
        };
    }

    private Optional<String> findBlockerOrConflict() {
        if (blockerOrConflict == null) {
            blockerOrConflict = probe.findBlockerOrConflict();
        }
        return blockerOrConflict;
    }

    private Optional<String> findBlocker() {
        if (blocker == null) {
            blocker = probe.findBlocker();
        }
        return blocker;
    }
}
