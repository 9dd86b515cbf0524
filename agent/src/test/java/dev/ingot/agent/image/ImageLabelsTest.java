package dev.ingot.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLabelsTest {
    private static ImageLabels labels(Map<String, String> labels) {
        return ImageLabels.of(Images.image("default", labels).labels());
    }

    @Test
    void nameAndVersionSuffice() {
        assertEquals(new ImageLabels("default", "3", List.of(), false, false, true, false, false),
            labels(Map.of("agent_version", "3")));
    }

    @Test
    void theNameAndTheVersionAreMandatory() {
        for (String missing : List.of("name", "agent_version")) {
            String text = assertThrows(IllegalArgumentException.class, () -> labels(Map.of(missing, " "))).getMessage();
            assertEquals("label org.inginious.grading." + missing + " is missing", text);
        }
        assertThrows(IllegalArgumentException.class, () -> ImageLabels.of(Map.of()));
    }

    @Test
    void portsAllowBlanks() {
        assertEquals(List.of(80, 443, 65535), labels(Map.of("ports", "80, 443,65535,")).ports());
        assertEquals(List.of(), labels(Map.of("ports", "")).ports());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "0", "65536", "-1", "80;443", "8 0", "99999999999"})
    void namesAnInvalidPort(String ports) {
        String text = assertThrows(IllegalArgumentException.class, () -> labels(Map.of("ports", ports))).getMessage();
        assertEquals("label org.inginious.grading.ports: \"" + ports + "\" is not a port", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1", "false", "true"})
    void needLabelsCountWithAnyValue(String value) {
        assertTrue(labels(Map.of("need_root", value)).needRoot());
        assertTrue(labels(Map.of("need_gpu", value)).needGpu());
        assertFalse(labels(Map.of("need_gpu", value)).needRoot());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "True, false", "yes, false", "'', false"})
    void onlyTheWordTrueAdvertises(String value, boolean advertised) {
        assertEquals(advertised, labels(Map.of("advertise", value)).advertised());
    }
}
