package dev.ingot.agent.config.source;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes with its text form: {@code 512MiB}, {@code 1GiB}, {@code 500MB}; a number without a unit means bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30,
        "TiB", 1L << 40, "kB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L, "TB", 1_000_000_000_000L);

    /**
     * Parses the text form.
     *
     * @throws IllegalArgumentException when the text does not have this form, or the number does not fit into a long
     */
    public static ByteSize parse(String text) {
        Matcher parts = PATTERN.matcher(text.strip());
        if (!parts.matches() || !UNITS.containsKey(parts.group(2))) {
            throw new IllegalArgumentException(text);
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(parts.group(1)), UNITS.get(parts.group(2))));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Returns the text form with the largest unit that needs no fraction; {@link #parse} reads it. */
    @Override
    public String toString() {
        return List.of("TiB", "GiB", "MiB", "KiB").stream()
            .filter(unit -> bytes > 0 && bytes % UNITS.get(unit) == 0).findFirst()
            .map(unit -> bytes / UNITS.get(unit) + unit).orElse(Long.toString(bytes));
    }
}
