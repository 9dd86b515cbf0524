package dev.ingot.backend.cases;

import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Compares a result with a map of its expected fields. Fields that are absent from the map are not compared. Numbers are compared
 * by their value; {@code {matches: "regex"}} stands for any text that the regular expression matches completely.
 */
final class Expectation {
    /** The fields that can be compared; {@code archive} is the list of its files. */
    static final List<String> FIELDS =
        List.of("result", "grade", "text", "problems", "tests", "custom", "state", "archive", "stdout", "stderr");

    private static final int MAX_SHOWN_CHARACTERS = 300;

    private final List<String> mismatches = new ArrayList<>();

    private Expectation() { }

    /** Returns one line for each difference; empty when the result is as expected. */
    static List<String> findMismatches(Map<String, Object> expected, JobResult result) {
        Expectation expectation = new Expectation();
        Map<String, Object> actual = toFields(result);
        expected.forEach((field, value) -> expectation.compare(field, value, actual.get(field)));
        return expectation.mismatches;
    }

    /** Returns one line for each invalid regular expression. */
    static List<String> findPatternProblems(Object expected) {
        return switch (expected) {
            case Map<?, ?> map when isPattern(map) -> {
                try {
                    compilePattern(map);
                    yield List.of();
                } catch (PatternSyntaxException e) {
                    yield List.of("\"" + e.getPattern() + "\" is not a regular expression: " + e.getDescription());
                }
            }
            case Map<?, ?> map -> map.values().stream().flatMap(value -> findPatternProblems(value).stream()).toList();
            case List<?> list -> list.stream().flatMap(value -> findPatternProblems(value).stream()).toList();
            case null, default -> List.of();
        };
    }

    private static boolean isPattern(Map<?, ?> map) {
        return map.keySet().equals(Set.of("matches"));
    }

    private static Pattern compilePattern(Map<?, ?> map) {
        return Pattern.compile(String.valueOf(map.get("matches")), Pattern.DOTALL);
    }

    private static Map<String, Object> toFields(JobResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", result.status());
        fields.put("grade", result.grade());
        fields.put("text", result.text());
        fields.put("problems", result.problems());
        fields.put("tests", result.tests());
        fields.put("custom", result.custom());
        fields.put("state", result.state());
        fields.put("archive", result.archive() == null ? null : listFiles(result.archive()));
        fields.put("stdout", result.stdout());
        fields.put("stderr", result.stderr());
        return fields;
    }

    private static Object listFiles(byte[] archive) {
        try {
            return TarListing.of(archive);
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    private void compare(String where, Object expected, Object actual) {
        switch (expected) {
            case Map<?, ?> map when isPattern(map) -> {
                if (!(actual instanceof String text) || !compilePattern(map).matcher(text).matches()) {
                    mismatches.add(where + ": expected a match of " + map.get("matches") + ", got " + abbreviate(actual));
                }
            }
            case Map<?, ?> map when actual instanceof Map<?, ?> actualMap -> compareMaps(where, map, actualMap);
            case List<?> list when actual instanceof List<?> actualList && list.size() == actualList.size() -> {
                for (int i = 0; i < list.size(); i++) {
                    compare(where + "[" + i + "]", list.get(i), actualList.get(i));
                }
            }
            case Number number when actual instanceof Number actualNumber -> {
                if (number.doubleValue() != actualNumber.doubleValue()) {
                    addMismatch(where, expected, actual);
                }
            }
            case null, default -> {
                if (!Objects.equals(expected, actual)) {
                    addMismatch(where, expected, actual);
                }
            }
        }
    }

    private void compareMaps(String where, Map<?, ?> expected, Map<?, ?> actual) {
        Set<Object> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (Object key : keys) {
            if (!expected.containsKey(key)) {
                mismatches.add(where + "." + key + " is unexpected");
            } else if (!actual.containsKey(key)) {
                mismatches.add(where + "." + key + " is missing");
            } else {
                compare(where + "." + key, expected.get(key), actual.get(key));
            }
        }
    }

    private void addMismatch(String where, Object expected, Object actual) {
        mismatches.add(where + ": expected " + abbreviate(expected) + ", got " + abbreviate(actual));
    }

    private static String abbreviate(Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() <= MAX_SHOWN_CHARACTERS
            ? text : text.substring(0, MAX_SHOWN_CHARACTERS) + "... (" + text.length() + " characters)";
    }
}
