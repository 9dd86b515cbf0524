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

    private static Environment environment(String version, boolean labelled, ByteOrder lengths) {
        Map<String, String> labels = new HashMap<>(Images.image("sha256:1", "default", Instant.EPOCH,
            Map.of("agent_version", version)).labels());
        if (labelled) {
            labels.put("dev.ingot.student-relay", "true");
        }
        return new Environment(new EnvironmentType("docker", new ScriptedRuntime(), false, false, false, lengths),
            Images.image("default"), ImageLabels.of(labels));
    }

    @Test
    void onlyVersionThreeHadItsLengthsTurnedRound() {
        assertEquals(LITTLE, environment("3", false, LITTLE).frameLengths());
        assertEquals(ByteOrder.BIG_ENDIAN, environment("3", false, ByteOrder.BIG_ENDIAN).frameLengths());
        assertEquals(ByteOrder.BIG_ENDIAN, environment("4", false, LITTLE).frameLengths());
    }

    @ParameterizedTest
    @CsvSource({"3, false, false, true", "3, false, true, false", "4, false, false, false", "4, true, false, true"})
    void whoRelays(String version, boolean labelled, boolean old, boolean relays) {
        assertEquals(relays, environment(version, labelled, old ? LITTLE : ByteOrder.BIG_ENDIAN).relays());
    }
}
