package dev.ingot.backend.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A runtime under test.
 *
 * @param name {@code MANAGER:FLAVOUR}, or {@code MANAGER} alone
 * @param warm parked slots of each of its environments
 */
public record RuntimeSpec(String name, int warm) {
    /** What {@link #parse} understands. */
    public static final String PATTERN = "[^:+\\s]+(:[^+\\s]+)?(\\+[0-9]{1,4})?";

    /** {@code NAME}, with so many parked slots as are usual, or {@code NAME+N}. */
    public static RuntimeSpec parse(String text, int usual) {
        int plus = text.lastIndexOf('+');
        return plus < 0 ? new RuntimeSpec(text, usual)
            : new RuntimeSpec(text.substring(0, plus), Integer.parseInt(text.substring(plus + 1)));
    }

    /** As an agent's configuration has it. */
    Map<String, Object> toSettings() {
        String[] managerAndFlavour = name.split(":", 2);
        Map<String, Object> runtime = new LinkedHashMap<>();
        runtime.put("manager", managerAndFlavour[0]);
        if (managerAndFlavour.length > 1) {
            runtime.put("flavour", managerAndFlavour[1]);
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
