package dev.ingot.agent.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that the admin hears of all of it at once. For one thread. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(String where, String what, String remedy) {
        found.add(new Problem(where, what, remedy));
    }

    /** In the order in which they were found. */
    public List<Problem> list() {
        return List.copyOf(found);
    }

    /**
     * @throws InvalidConfig when there are any
     */
    public void throwIfAny() throws InvalidConfig {
        if (!found.isEmpty()) {
            throw new InvalidConfig(list());
        }
    }
}
