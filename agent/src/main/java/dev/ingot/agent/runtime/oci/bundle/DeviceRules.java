package dev.ingot.agent.runtime.oci.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The devices that a container may open when the OCI runtime applies the rules; the runtime adds the harmless ones it
 * creates.
 */
final class DeviceRules {

    static final List<Map<String, Object>> RULES = rules();

    private DeviceRules() { }

    private static List<Map<String, Object>> rules() {
        List<Map<String, Object>> rules = new ArrayList<>();
        rules.add(Map.of("allow", false, "access", "rwm"));
        for (int minor : List.of(3, 5, 7, 8, 9)) {
            rules.add(Map.of("allow", true, "type", "c", "major", 1, "minor", minor, "access", "rwm"));
        }
        return List.copyOf(rules);
    }
}
