package dev.ingot.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.ScriptedRuntime;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private static Environment environment(String version, String relay, ByteOrder lengths) {
        Map<String, String> labels = new HashMap<>(Images.image("sha256:1", "default", Instant.EPOCH,
            Map.of("agent_version", version)).labels());
        if (relay != null) {
            labels.put("dev.ingot.student-relay", relay);
        }
        return new Environment(new EnvironmentType("docker", new ScriptedRuntime(), false, false, false, lengths),
            Images.image("default"), ImageLabels.of(labels));
    }

    @Test
    void onlyVersionThreeMayUseLittleEndianLengths() {
        assertEquals(LITTLE, environment("3", null, LITTLE).frameByteOrder());
        assertEquals(ByteOrder.BIG_ENDIAN, environment("3", null, ByteOrder.BIG_ENDIAN).frameByteOrder());
        assertEquals(ByteOrder.BIG_ENDIAN, environment("4", null, LITTLE).frameByteOrder());
    }

    @ParameterizedTest
    @CsvSource({
        "3, , false, true, false", "3, , true, false, false", "3, true, false, true, true", "3, paced, false, true, false",
        "4, , false, false, false", "4, false, false, false, false", "4, true, false, true, true",
        "4, paced, false, true, false"})
    void derivesRelayAbilitiesFromVersionAndLabel(String version, String relay, boolean old, boolean relays, boolean reads) {
        Environment environment = environment(version, relay, old ? LITTLE : ByteOrder.BIG_ENDIAN);
        assertEquals(relays, environment.canRelay());
        assertEquals(reads, environment.canReadEveryMessage());
    }
}
