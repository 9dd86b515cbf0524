package dev.ingot.agent.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration of single runtimes: the manager's keys by its provider, and the keys that every manager has.
 *
 * @param providers of all managers, the default first
 */
record RuntimeReader(List<RuntimeProvider> providers) {
    static final String MANAGER = "manager";
    static final String RUN_AS_ROOT = "run-as-root";
    static final String GPU = "gpu";
    static final String FRAME_BYTE_ORDER = "frame-byte-order";
    static final String WARM = "warm";

    /** Returns the only runtime of an agent for which none is configured: the default manager with defaults. */
    Map<String, RuntimeConfig> defaultRuntimes() {
        RuntimeProvider provider = providers.getFirst();
        ObjectNode onlyManager = JsonNodeFactory.instance.objectNode().put(MANAGER, provider.manager());
        try (ConfigSection section = new ConfigSection(onlyManager, key -> key, new Problems())) {
            return Map.of(provider.manager(), read(section));
        }
    }

    RuntimeConfig read(ConfigSection section) {
        List<String> managers = providers.stream().map(RuntimeProvider::manager).toList();
        Optional<RuntimeProvider> named = section.readValue(MANAGER, ValueFormat.oneOf(managers,
            word -> providers.get(managers.indexOf(word))));
        if (!section.hasValue(MANAGER)) {
            section.addProblem(MANAGER, "no manager is given", "known here: " + String.join(", ", managers));
        }
        RuntimeSettings settings = named.orElse(providers.getFirst()).read(section);
        named.ifPresent(provider -> rejectKeysOfOthers(section, provider));
        section.acceptOldName("frame-lengths", FRAME_BYTE_ORDER);
        return new RuntimeConfig(settings,
            section.readValue(RUN_AS_ROOT, ValueFormat.BOOLEAN).orElse(false),
            section.readValue(GPU, ValueFormat.BOOLEAN).orElse(settings.hasGpuByDefault()),
            section.readValue(FRAME_BYTE_ORDER, ConfigFormats.FRAME_BYTE_ORDER).orElse(FrameByteOrder.BIG_ENDIAN),
            readWarmPool(section));
    }

    private void rejectKeysOfOthers(ConfigSection section, RuntimeProvider provider) {
        providers.stream().flatMap(other -> other.keys().stream()).distinct().sorted()
            .filter(key -> !provider.keys().contains(key))
            .forEach(key -> section.reject(key, "manager " + provider.manager()
                + " does not have this key, only manager " + String.join(", ", managersWith(key)), "remove " + key));
    }

    private List<String> managersWith(String key) {
        return providers.stream().filter(provider -> provider.keys().contains(key)).map(RuntimeProvider::manager).toList();
    }

    /** Reads one number, or a mapping with two bounds. */
    private static WarmPoolConfig readWarmPool(ConfigSection section) {
        if (!section.isSection(WARM)) {
            return section.readValue(WARM, ValueFormat.NON_NEGATIVE_INT).map(count -> new WarmPoolConfig(count, count, true))
                .orElse(WarmPoolConfig.NONE);
        }
        return section.readSection(WARM, bounds -> {
            int min = bounds.readValue("min", ValueFormat.NON_NEGATIVE_INT).orElse(0);
            int max = bounds.readValue("max", ValueFormat.NON_NEGATIVE_INT).orElse(min);
            if (max < min) {
                bounds.addProblem("max", max + " is less than the " + min + " of min", "raise max, or lower min");
            }
            return new WarmPoolConfig(min, max, bounds.readValue("students", ConfigFormats.STUDENTS).orElse(true));
        }).orElse(WarmPoolConfig.NONE);
    }
}
