package dev.ingot.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that admins start from. */
class ConfigFilesTest {
    private static final Path CONFIG = Path.of("../config");

    private static AgentConfig load(Path file) throws InvalidConfig {
        return new ConfigLoader(RuntimeProviders.ALL, Set.of("backend")).load(Optional.of(file), Map.of(), new Problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.yaml", "agent.minimal.yaml"})
    void loadsAndRoundTripsThroughYaml(String name, @TempDir Path folder) throws Exception {
        AgentConfig config = load(CONFIG.resolve(name));
        Path printed = Files.writeString(folder.resolve("printed.yaml"), ConfigWriter.write(config));
        assertEquals(config, load(printed));
    }

    @Test
    void fullFileHasEveryKey() throws Exception {
        Path full = CONFIG.resolve("agent.yaml");
        JsonNode file = new YAMLMapper().readTree(full.toFile());
        JsonNode printed = new YAMLMapper().readTree(ConfigWriter.write(load(full)));
        assertEquals(keys(printed), keys(file));
        assertEquals(keys(printed.at("/limits")), keys(file.at("/limits")));
        assertEquals(keys(printed.at("/runtimes/classic")), keys(file.at("/runtimes/classic")));
        assertEquals(keys(printed.at("/runtimes/direct")), keys(file.at("/runtimes/direct")));
        // metrics.listen and metrics.hosts stand under one key.
        assertEquals(AgentConfig.class.getRecordComponents().length - 1, keys(file).size());
        assertEquals(keysOfProviders(), keysOfRuntimes(file));
    }

    private static Set<String> keysOfProviders() {
        Set<String> keys = new TreeSet<>(Set.of(RuntimeReader.MANAGER, RuntimeReader.RUN_AS_ROOT, RuntimeReader.GPU,
            RuntimeReader.FRAME_BYTE_ORDER, RuntimeReader.WARM));
        RuntimeProviders.ALL.forEach(provider -> keys.addAll(provider.keys()));
        return keys;
    }

    /** Some keys are for some managers only. */
    private static Set<String> keysOfRuntimes(JsonNode file) {
        Set<String> keys = new TreeSet<>();
        file.at("/runtimes").forEach(runtime -> keys.addAll(keys(runtime)));
        return keys;
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
