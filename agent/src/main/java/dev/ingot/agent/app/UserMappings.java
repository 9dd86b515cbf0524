package dev.ingot.agent.app;

import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.runtime.oci.UserMappingProbe;
import java.util.Optional;

/** Decides which direct runtimes have users that are others on the host. What is tried is tried once. */
final class UserMappings {
    private final UserMappingProbe trial;
    private Optional<String> unwise;
    private Optional<String> impossible;

    UserMappings(UserMappingProbe trial) {
        this.trial = trial;
    }

    /** Whether a runtime is opened with them. */
    boolean isWanted(RuntimeConfig config) {
        return switch (config.userns()) {
            case AUTO -> true;
            case HOST -> false;
            case AUTO_WHERE_POSSIBLE -> findBlockerOrConflict().isEmpty();
        };
    }

    /** What keeps a runtime from having them that should: a failure where an admin has written so. */
    Optional<Finding> finding(String name, RuntimeConfig config) {
        String subject = "runtime " + name;
        return switch (config.userns()) {
            case AUTO -> findBlocker().map(why -> Finding.fail(subject, "userns: auto cannot be: " + why,
                "see docs/decisions/0011-map-users-per-job.md for what it needs, or write userns: host"));
            case HOST -> Optional.empty();
            case AUTO_WHERE_POSSIBLE -> findBlockerOrConflict().map(why -> Finding.caution(subject,
                "the users of its containers are the host's (userns: host): " + why,
                "see docs/decisions/0011-map-users-per-job.md for what userns: auto needs, or write userns: host"));
        };
    }

    private Optional<String> findBlockerOrConflict() {
        if (unwise == null) {
            unwise = trial.findBlockerOrConflict();
        }
        return unwise;
    }

    private Optional<String> findBlocker() {
        if (impossible == null) {
            impossible = trial.findBlocker();
        }
        return impossible;
    }
}
