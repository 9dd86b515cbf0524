package dev.ingot.agent.config;

import java.util.List;
import java.util.Locale;

/** Who the users of a direct runtime's containers are on the host. */
public enum Userns {
    /** Others, of every job others; the agent does not start where that cannot be. */
    AUTO,
    /** The same ones. */
    HOST,
    /** Others where that can be, else the same ones: what holds when nothing is said. */
    AUTO_WHERE_POSSIBLE;

    static List<String> words() {
        return List.of(AUTO.word(), HOST.word());
    }

    static Userns of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As configurations spell it; the last one is not written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
