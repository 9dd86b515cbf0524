package dev.ingot.agent.app;

import dev.ingot.agent.config.source.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Signals that the agent cannot run on this host as configured. Carries every reason that was found. */
public final class StartFailure extends Exception {
    private final transient List<Problem> problems;

    StartFailure(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns the reasons; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
