package dev.ingot.backend.cli;

import dev.ingot.backend.bench.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the options of a command, all told at once. */
final class Problems {
    private final List<String> all = new ArrayList<>();

    void add(String problem) {
        all.add(problem);
    }

    void atLeast(long least, String option, long value) {
        if (value < least) {
            all.add(option + " should be at least " + least + " and is " + value);
        }
    }

    /** Of an option {@code --runtime}. */
    void runtime(String text) {
        if (!text.matches(RuntimeSpec.PATTERN)) {
            all.add("--runtime should be MANAGER:FLAVOUR, e.g. oci:crun, and is \"" + text + "\"");
        }
    }

    /** @throws InvalidArguments when there is one */
    void report() throws InvalidArguments {
        if (!all.isEmpty()) {
            throw new InvalidArguments(all);
        }
    }
}
