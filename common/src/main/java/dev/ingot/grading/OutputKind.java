package dev.ingot.grading;

import java.util.Arrays;
import java.util.Optional;

/** One of the two output streams of a student's program. */
public enum OutputKind {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String type;

    OutputKind(String type) {
        this.type = type;
    }

    /** Returns the type of the messages that contain this output. */
    String type() {
        return type;
    }

    static Optional<OutputKind> of(String type) {
        return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findAny();
    }
}
