package dev.ingot.backend.cli;

import java.util.List;

/** Reports invalid arguments that the parser accepts, with one line for each problem. */
final class InvalidArguments extends Exception {
    private final List<String> problems;

    InvalidArguments(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = problems;
    }

    List<String> problems() {
        return problems;
    }
}
