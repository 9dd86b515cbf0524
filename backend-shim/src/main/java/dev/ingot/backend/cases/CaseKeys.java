package dev.ingot.backend.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A map of a case file, read key by key; what is wrong is noted and the default taken, so that all problems show at once. */
final class CaseKeys {
    private final String where;
    private final Map<String, Object> values;
    private final List<String> problems;

    /**
     * @param where    names the map in problems
     * @param known    the keys it may have
     * @param problems where to note what is wrong
     */
    CaseKeys(String where, Map<String, Object> values, List<String> known, List<String> problems) {
        this.where = where;
        this.values = values;
        this.problems = problems;
        values.keySet().stream().filter(key -> !known.contains(key)).forEach(key ->
            problems.add(where + ": unknown key \"" + key + "\", did you mean \"" + Nearest.to(key, known) + "\"?"));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    <T> T read(String key, Class<T> type, T fallback) {
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        if (!type.isInstance(value)) {
            String kind = type.getSimpleName().toLowerCase(Locale.ROOT);
            problem(key + " should be a " + kind + " and is \"" + value + "\"");
            return fallback;
        }
        return type.cast(value);
    }

    /** Empty when absent. */
    Map<String, Object> map(String key) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<?, ?> raw = read(key, Map.class, Map.of());
        raw.forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }

    /** A map within this one; everything in it is absent when it is. */
    CaseKeys nested(String key, List<String> known) {
        return new CaseKeys(where + ": " + key, map(key), known, problems);
    }


    void problem(String text) {
        problems.add(where + ": " + text);
    }
}
