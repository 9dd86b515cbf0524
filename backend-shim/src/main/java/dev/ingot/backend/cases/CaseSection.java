package dev.ingot.backend.cases;

import dev.ingot.text.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a map of a case file. An invalid value is recorded as a problem and replaced by the default, to report all at once. */
final class CaseSection {
    private final String location;
    private final Map<String, Object> values;
    private final List<String> problems;

    /**
     * Creates a section.
     *
     * @param location name of the map in problems
     * @param values   the map
     * @param known    the keys that it may have
     * @param problems list to which problems are added
     */
    CaseSection(String location, Map<String, Object> values, List<String> known, List<String> problems) {
        this.location = location;
        this.values = values;
        this.problems = problems;
        values.keySet().stream().filter(key -> !known.contains(key)).forEach(key ->
            problems.add(location + ": unknown key \"" + key + "\", did you mean \"" + NearestName.closest(key, known) + "\"?"));
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
            addProblem(key + " must be of type " + kind + ", got \"" + value + "\"");
            return fallback;
        }
        return type.cast(value);
    }

    /** Reads a map; empty when absent. */
    Map<String, Object> readMap(String key) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<?, ?> raw = read(key, Map.class, Map.of());
        raw.forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }

    /** Returns a section for a map inside this one; it is empty when the map is absent. */
    CaseSection nested(String key, List<String> known) {
        return new CaseSection(location + ": " + key, readMap(key), known, problems);
    }


    void addProblem(String text) {
        problems.add(location + ": " + text);
    }
}
