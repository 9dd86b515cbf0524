package dev.ingot.backend.cli;

import dev.ingot.backend.bench.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the options of a command, all told at once. */
final class OptionProblems {
    private final List<String> problems = new ArrayList<>();

    void add(String problem) {
        problems.add(problem);
    }

    void requireAtLeast(long least, String option, long value) {
        if (value < least) {
            problems.add(option + " should be at least " + least + " and is " + value);
        }
    }

    /** Of an option {@code --runtime}. */
    void requireRuntime(String text) {
        if (!text.matches(RuntimeSpec.PATTERN)) {
            problems.add("--runtime should be MANAGER:FLAVOUR, e.g. oci:crun, and is \"" + text + "\"");
        }
    }

    /** @throws InvalidArguments when there is one */
    void throwIfAny() throws InvalidArguments {
        if (!problems.isEmpty()) {
            throw new InvalidArguments(problems);
        }
    }
}
