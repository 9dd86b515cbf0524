package dev.ingot.agent.job;

import dev.ingot.protocol.JobResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks a grader's result as INGInious does, and converts it to the result of the job. */
final class GraderReport {
    private static final Pattern PROBLEM_KEY = Pattern.compile("[a-z0-9\\-._]+\\n?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEST_KEY = Pattern.compile("[a-z0-9\\-._*]+\\n?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Class<?>> FIELD_TYPES = Map.of(
        "stdout", String.class, "stderr", String.class, "result", String.class, "text", String.class,
        "grade", Double.class, "problems", Map.class, "custom", Map.class, "tests", Map.class,
        "state", String.class, "archive", String.class);

    private GraderReport() { }

    /** Returns the job's result; an unreadable report becomes a crash that names the cause and keeps the previous state. */
    static JobResult read(Object returned, String previousState) {
        try {
            return result(validate(returned));
        } catch (UnreadableReport e) {
            String text = "The grader did not return a readable output : " + e.getMessage();
            return new JobResult("crash", text, 0.0, Map.of(), Map.of(), Map.of(), previousState, null, "", "");
        }
    }

    private static JobResult result(Map<?, ?> returned) throws UnreadableReport {
        String status = value(returned, "result", "error");
        Double grade = value(returned, "grade", status.equals("success") ? 100.0 : 0.0);
        String archive = value(returned, "archive", null);
        return new JobResult(status, value(returned, "text", ""), round(grade), value(returned, "problems", Map.of()),
            value(returned, "tests", Map.of()), value(returned, "custom", Map.of()), value(returned, "state", ""),
            archive == null ? null : PythonBase64.decode(archive),
            value(returned, "stdout", ""), value(returned, "stderr", ""));
    }

    /** Returns a value whose type was checked before, or the default. */
    @SuppressWarnings("unchecked")
    private static <T> T value(Map<?, ?> returned, String key, T otherwise) {
        return returned.containsKey(key) ? (T) returned.get(key) : otherwise;
    }

    /** Rounds to two decimals from the exact binary value, ties to even, as Python's {@code round} does. */
    private static double round(double grade) {
        return Double.isFinite(grade) ? new BigDecimal(grade).setScale(2, RoundingMode.HALF_EVEN).doubleValue() : grade;
    }

    private static Map<?, ?> validate(Object returned) throws UnreadableReport {
        if (returned == null) {
            throw new UnreadableReport("Grading container did not return any result.");
        }
        if (!(returned instanceof Map<?, ?> entries)) {
            throw new UnreadableReport("'" + pythonTypeName(returned) + "' object has no attribute 'items'");
        }
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            validateField(entry.getKey(), entry.getValue());
        }
        return entries;
    }

    private static void validateField(Object key, Object value) throws UnreadableReport {
        Class<?> type = key instanceof String name ? FIELD_TYPES.get(name) : null;
        if (type == null) {
            throw new UnreadableReport("'" + key + "'");
        }
        boolean sound = type.isInstance(value) && switch (String.valueOf(key)) {
            case "problems" -> areEntriesValid((Map<?, ?>) value, PROBLEM_KEY);
            case "tests" -> areEntriesValid((Map<?, ?>) value, TEST_KEY);
            default -> true;
        };
        if (!sound) {
            throw new UnreadableReport("Feedback file is badly formatted.");
        }
    }

    private static boolean areEntriesValid(Map<?, ?> entries, Pattern keys) {
        return entries.entrySet().stream().allMatch(entry ->
            entry.getKey() instanceof String key && keys.matcher(key).matches() && !(entry.getValue() instanceof Map));
    }

    private static String pythonTypeName(Object value) {
        return switch (value) {
            case String _ -> "str";
            case byte[] _ -> "bytes";
            case Boolean _ -> "bool";
            case Double _ -> "float";
            case List<?> _ -> "tuple";
            default -> "int";
        };
    }

    /** Signals an unreadable report; the message is the one of INGInious. */
    static final class UnreadableReport extends Exception {
        UnreadableReport(String reason) {
            super(reason);
        }
    }
}
