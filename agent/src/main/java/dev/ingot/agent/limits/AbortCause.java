package dev.ingot.agent.limits;

import java.util.Locale;

/** Why a container was ended before it ended by itself. */
public enum AbortCause {
    /** Somebody asked for it. */
    KILLED,
    /** The memory limit struck. */
    OVERFLOW,
    /** The CPU or the wall time limit struck. */
    TIMEOUT;

    /** The word frontends know. */
    public String status() {
        return name().toLowerCase(Locale.ROOT);
    }
}
