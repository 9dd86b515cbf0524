package dev.ingot.agent.config.source;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The format of a configuration value.
 *
 * @param name    completes the message "... is not ..."
 * @param example a valid value
 * @param parser  converts the text; throws {@link IllegalArgumentException} for a text that does not have this format
 */
public record ValueFormat<T>(String name, String example, Function<String, T> parser) {
    /** Any text. */
    public static final ValueFormat<String> TEXT = matching("a text", "grader-1", text -> true);
    /** A text without white space. */
    public static final ValueFormat<String> WORD = matching("one word", "docker", text -> text.matches("\\S+"));
    /** {@code true} or {@code false}. */
    public static final ValueFormat<Boolean> BOOLEAN = oneOf(List.of("true", "false"), Boolean::valueOf);
    /** A whole number from 1. */
    public static final ValueFormat<Integer> POSITIVE_INT = integer("a whole number above 0", "4", 1);
    /** A whole number from 0. */
    public static final ValueFormat<Integer> NON_NEGATIVE_INT = integer("a whole number, 0 or more", "2", 0);
    /** A size of at least 1 MiB, which a container's root file system needs for itself. */
    public static final ValueFormat<ByteSize> SIZE = new ValueFormat<>("a size of 1MiB or more", "512MiB",
        ValueFormat::parseSize);
    /** Any size, 0 included. */
    public static final ValueFormat<ByteSize> ANY_SIZE = new ValueFormat<>("a size", "64MiB", ByteSize::parse);
    /** A path, absolute or relative to the working directory. */
    public static final ValueFormat<Path> FILE = new ValueFormat<>("a path", "/srv/inginious/tasks", ValueFormat::parsePath);
    /** A time above 0. */
    public static final ValueFormat<TimeSpan> TIME_SPAN = new ValueFormat<>("a time", "7d", TimeSpan::parse);

    /**
     * Creates a format for texts that fulfil a condition.
     *
     * @param name      completes the message "... is not ..."
     * @param example   a valid text
     * @param condition true for valid texts
     */
    public static ValueFormat<String> matching(String name, String example, Predicate<String> condition) {
        return new ValueFormat<>(name, example, text -> {
            if (!condition.test(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    /**
     * Creates a format for a choice of words.
     *
     * @param words  the valid texts, the usual one first
     * @param reader converts one of the words
     */
    public static <T> ValueFormat<T> oneOf(List<String> words, Function<String, T> reader) {
        return new ValueFormat<>("one of: " + String.join(", ", words), words.getFirst(), text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return reader.apply(text);
        });
    }

    private static ValueFormat<Integer> integer(String name, String example, int min) {
        return new ValueFormat<>(name, example, text -> {
            int number = Integer.parseInt(text);
            if (number < min) {
                throw new IllegalArgumentException(text);
            }
            return number;
        });
    }

    private static ByteSize parseSize(String text) {
        ByteSize size = ByteSize.parse(text);
        if (size.bytes() < 1 << 20) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    private static Path parsePath(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(text);
        }
        return Path.of(text);
    }
}
