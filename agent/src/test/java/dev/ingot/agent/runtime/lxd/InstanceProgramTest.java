package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the environment of the program in an instance. */
class InstanceProgramTest {

    @Test
    void variablesOfTheSpecificationReplaceThoseOfTheImage() {
        Map<String, String> all = InstanceProgram.environment(List.of("A=1", "B=2=3", "PATH=/bin"), Map.of("A", "4"));
        assertEquals(Map.of("A", "4", "B", "2=3", "PATH", "/bin"), all);
    }

    @Test
    void aVariableWithoutEqualsSignIsEmpty() {
        assertEquals("", InstanceProgram.environment(List.of("EMPTY"), Map.of()).get("EMPTY"));
    }
}
