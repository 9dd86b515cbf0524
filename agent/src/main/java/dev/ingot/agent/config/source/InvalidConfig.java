package dev.ingot.agent.config.source;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a configuration cannot be used; carries every problem that was found. */
public final class InvalidConfig extends Exception {
    private final transient List<Problem> problems;

    InvalidConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    /** Returns every problem, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }
}
