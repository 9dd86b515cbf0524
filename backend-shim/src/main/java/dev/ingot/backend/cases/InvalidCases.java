package dev.ingot.backend.cases;

import java.util.List;

/** Reports invalid case files, with one line for each problem. */
public final class InvalidCases extends Exception {
    private final List<String> problems;

    InvalidCases(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns the problems; each names its file and key. */
    public List<String> problems() {
        return problems;
    }
}
