package dev.ingot.grading;

import java.util.Arrays;
import java.util.Optional;

/** Which of a student program's two output streams. */
public enum OutputKind {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String type;

    OutputKind(String type) {
        this.type = type;
    }

    /** The type of the messages that carry it. */
    String type() {
        return type;
    }

    static Optional<OutputKind> of(String type) {
        return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findAny();
    }
}
