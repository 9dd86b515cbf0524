package dev.ingot.agent.limits;

import java.util.Locale;

/** Says why a container was killed before it exited. */
public enum AbortCause {
    /** A user killed the job. */
    KILLED,
    /** The container passed its memory limit. */
    OVERFLOW,
    /** The container passed its CPU time or wall-clock limit. */
    TIMEOUT;

    /** Returns the status that frontends know. */
    public String status() {
        return name().toLowerCase(Locale.ROOT);
    }
}
