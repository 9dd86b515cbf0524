package dev.ingot.backend.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A runtime under test.
 *
 * @param name {@code MANAGER:OCI_RUNTIME}, or {@code MANAGER} alone
 * @param warm number of warm containers for each environment
 */
public record RuntimeSpec(String name, int warm) {
    /** Regular expression of the texts that {@link #parse} accepts. */
    public static final String PATTERN = "[^:+\\s]+(:[^+\\s]+)?(\\+[0-9]{1,4})?";

    /**
     * Parses {@code NAME} or {@code NAME+N}, where N is the number of warm containers.
     *
     * @param defaultWarm number of warm containers for a text without N
     */
    public static RuntimeSpec parse(String text, int defaultWarm) {
        int plus = text.lastIndexOf('+');
        return plus < 0 ? new RuntimeSpec(text, defaultWarm)
            : new RuntimeSpec(text.substring(0, plus), Integer.parseInt(text.substring(plus + 1)));
    }

    /** Returns the settings of the runtime in an agent's configuration. */
    Map<String, Object> toSettings() {
        String[] managerAndOciRuntime = name.split(":", 2);
        Map<String, Object> runtime = new LinkedHashMap<>();
        runtime.put("manager", managerAndOciRuntime[0]);
        if (managerAndOciRuntime.length > 1) {
            runtime.put(name.startsWith("lxd:") ? "server" : "oci-runtime", managerAndOciRuntime[1]);
        }
        if (warm > 0) {
            runtime.put("warm", warm);
        }
        return runtime;
    }

    @Override
    public String toString() {
        return warm > 0 ? name + "+" + warm : name;
    }
}
