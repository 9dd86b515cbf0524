package dev.ingot.agent.runtime.oci;

import java.util.List;
import java.util.Locale;

/** Whether the containers of a runtime get user namespaces. */
enum Userns {
    /** Each job gets users that no other job and no user of the host has. The agent does not start where that is impossible. */
    AUTO,
    /** Users of containers, root included, are the host's users with the same ids. */
    HOST,
    /** {@link #AUTO} where the host allows it, else {@link #HOST}. A default only: the configuration has no word for it. */
    AUTO_WHERE_POSSIBLE;

    /** Returns the values that a configuration may have. */
    static List<String> configValues() {
        return List.of(AUTO.configValue(), HOST.configValue());
    }

    /** Returns the constant for one of {@link #configValues}. */
    static Userns of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Returns the default for an OCI command: user namespaces are tested with crun only. */
    static Userns defaultFor(String command) {
        return OciCommand.programName(command).equals("crun") ? AUTO_WHERE_POSSIBLE : HOST;
    }

    /** Returns the value as the configuration spells it. */
    String configValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
