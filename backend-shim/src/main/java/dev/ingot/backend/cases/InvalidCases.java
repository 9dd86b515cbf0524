package dev.ingot.backend.cases;

import java.util.List;

/** Case files that make no sense; one line for each problem in any of them. */
public final class InvalidCases extends Exception {
    private final List<String> problems;

    InvalidCases(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each names its file and key. */
    public List<String> problems() {
        return problems;
    }
}
