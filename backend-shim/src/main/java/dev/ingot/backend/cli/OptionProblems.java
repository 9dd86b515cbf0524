package dev.ingot.backend.cli;

import dev.ingot.backend.bench.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems with the options of a command, to report all of them at once. */
final class OptionProblems {
    private final List<String> problems = new ArrayList<>();

    void add(String problem) {
        problems.add(problem);
    }

    void requireAtLeast(long least, String option, long value) {
        if (value < least) {
            problems.add(option + " must be at least " + least + ", got " + value);
        }
    }

    /** Adds a problem when the value of an option {@code --runtime} has the wrong form. */
    void requireRuntime(String text) {
        if (!text.matches(RuntimeSpec.PATTERN)) {
            problems.add("--runtime must be MANAGER:OCI_RUNTIME, e.g. oci:crun, got \"" + text + "\"");
        }
    }

    /** @throws InvalidArguments when there is a problem */
    void throwIfAny() throws InvalidArguments {
        if (!problems.isEmpty()) {
            throw new InvalidArguments(problems);
        }
    }
}
