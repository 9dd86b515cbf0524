package dev.ingot.agent.config.source;

import java.util.ArrayList;
import java.util.List;

/** Collects all problems of a configuration, so that one message can name all of them. Not thread-safe. */
public final class Problems {
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> cautions = new ArrayList<>();

    /**
     * Adds a problem with which the configuration cannot be used.
     *
     * @param subject     the key in its file, or the flag
     * @param description what is wrong with it
     * @param remedy      what to do about it
     */
    public void add(String subject, String description, String remedy) {
        errors.add(new Problem(subject, description, remedy));
    }

    /**
     * Adds something that the administrator should change, although the configuration can be used.
     *
     * @param subject     the key in its file
     * @param description what is wrong with it
     * @param remedy      what to do about it
     */
    public void addCaution(String subject, String description, String remedy) {
        cautions.add(new Problem(subject, description, remedy));
    }

    /** Returns the problems with which the configuration cannot be used, in the order in which they were found. */
    public List<Problem> list() {
        return List.copyOf(errors);
    }

    /** Returns what should be changed although the configuration can be used, in the order in which it was found. */
    public List<Problem> cautions() {
        return List.copyOf(cautions);
    }

    /**
     * Throws when the configuration cannot be used.
     *
     * @throws InvalidConfig when there is a problem other than a caution
     */
    public void throwIfAny() throws InvalidConfig {
        if (!errors.isEmpty()) {
            throw new InvalidConfig(list());
        }
    }
}
