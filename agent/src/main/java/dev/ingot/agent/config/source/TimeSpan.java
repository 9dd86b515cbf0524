package dev.ingot.agent.config.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration with its text form: {@code 30s}, {@code 5min}, {@code 12h}, {@code 7d}.
 *
 * @param duration whole seconds, at least 1
 */
public record TimeSpan(Duration duration) {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");
    private static final Map<String, Long> UNITS = Map.of("s", 1L, "min", 60L, "h", 3_600L, "d", 86_400L);

    /**
     * Parses the text form.
     *
     * @throws IllegalArgumentException when the text does not have this form, or means 0
     */
    public static TimeSpan parse(String text) {
        Matcher parts = PATTERN.matcher(text.strip());
        if (!parts.matches() || !UNITS.containsKey(parts.group(2)) || Long.parseLong(parts.group(1)) == 0) {
            throw new IllegalArgumentException(text);
        }
        return new TimeSpan(Duration.ofSeconds(Long.parseLong(parts.group(1)) * UNITS.get(parts.group(2))));
    }

    /** Returns the text form with the largest unit that needs no fraction; {@link #parse} reads it. */
    @Override
    public String toString() {
        long seconds = duration.toSeconds();
        String unit = List.of("d", "h", "min", "s").stream().filter(name -> seconds % UNITS.get(name) == 0).findFirst()
            .orElseThrow();
        return seconds / UNITS.get(unit) + unit;
    }
}
