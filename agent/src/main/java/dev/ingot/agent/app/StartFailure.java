package dev.ingot.agent.app;

import dev.ingot.agent.config.source.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The agent cannot run on this host as configured; carries every reason found. */
public final class StartFailure extends Exception {
    private final transient List<Problem> problems;

    StartFailure(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
