package dev.ingot.backend.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A map of a case file, read key by key; what is wrong is noted and the default taken, so that all problems show at once. */
final class CaseSection {
    private final String location;
    private final Map<String, Object> values;
    private final List<String> problems;

    /**
     * @param location    names the map in problems
     * @param known    the keys it may have
     * @param problems where to note what is wrong
     */
    CaseSection(String location, Map<String, Object> values, List<String> known, List<String> problems) {
        this.location = location;
        this.values = values;
        this.problems = problems;
        values.keySet().stream().filter(key -> !known.contains(key)).forEach(key ->
            problems.add(location + ": unknown key \"" + key + "\", did you mean \"" + NearestMatch.find(key, known) + "\"?"));
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
            addProblem(key + " should be a " + kind + " and is \"" + value + "\"");
            return fallback;
        }
        return type.cast(value);
    }

    /** Empty when absent. */
    Map<String, Object> readMap(String key) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<?, ?> raw = read(key, Map.class, Map.of());
        raw.forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }

    /** A map within this one; everything in it is absent when it is. */
    CaseSection nested(String key, List<String> known) {
        return new CaseSection(location + ": " + key, readMap(key), known, problems);
    }


    void addProblem(String text) {
        problems.add(location + ": " + text);
    }
}
