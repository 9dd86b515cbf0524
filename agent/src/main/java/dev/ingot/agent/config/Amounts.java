package dev.ingot.agent.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as admins write them: 64MiB, 7d. Throws {@link IllegalArgumentException} for what is neither. */
final class Amounts {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?([a-zA-Z]+)");
    /** The largest first, for printing. */
    private static final Map<String, Long> SIZES = units("GiB", 1L << 30, "MiB", 1L << 20, "KiB", 1L << 10, "B", 1);
    private static final Map<String, Long> SECONDS = units("d", 86_400, "h", 3600, "min", 60, "s", 1);

    private Amounts() { }

    private static Map<String, Long> units(Object... namesAndValues) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            units.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue());
        }
        return units;
    }

    static long bytes(String text) {
        return amount(text, SIZES);
    }

    static Duration time(String text) {
        return Duration.ofSeconds(amount(text, SECONDS));
    }

    static String bytes(long bytes) {
        return text(bytes, SIZES);
    }

    static String time(Duration time) {
        return text(time.toSeconds(), SECONDS);
    }

    private static long amount(String text, Map<String, Long> units) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !units.containsKey(form.group(2)) || Long.parseLong(form.group(1)) == 0) {
            throw new IllegalArgumentException(text);
        }
        return Long.parseLong(form.group(1)) * units.get(form.group(2));
    }

    private static String text(long amount, Map<String, Long> units) {
        return units.entrySet().stream().filter(unit -> amount % unit.getValue() == 0)
            .map(unit -> amount / unit.getValue() + unit.getKey()).findFirst().orElseThrow();
    }
}
