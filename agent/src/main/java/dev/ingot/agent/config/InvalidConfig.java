package dev.ingot.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; carries every problem there is. */
public final class InvalidConfig extends Exception {
    private final transient List<Problem> problems;

    InvalidConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    public List<Problem> problems() {
        return problems;
    }
}
