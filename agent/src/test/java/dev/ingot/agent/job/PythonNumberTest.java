package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The right-hand sides are what Python 3.11 prints for {@code int(...)}. */
class PythonNumberTest {
    @ParameterizedTest
    @CsvSource({"30, 30", "' 30 ', 30", "'30\n', 30", "+7, 7", "-5, -5", "1_000, 1000", "007, 7", "0, 0", "-0, 0"})
    void textIsParsed(String text, long number) {
        assertEquals(number, PythonNumber.toInt(text));
        assertEquals(number, PythonNumber.toInt(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @CsvSource({"2.7, 2", "-2.7, -2", "0.999, 0", "1e15, 1000000000000000", "-0.0, 0"})
    void fractionsAreCutTowardsZero(double value, long number) {
        assertEquals(number, PythonNumber.toInt(value));
    }

    @Test
    void readsBooleansAsNumbers() {
        assertEquals(1, PythonNumber.toInt(true));
        assertEquals(0, PythonNumber.toInt(false));
    }

    @Test
    void clampsToTheRangeOfLong() {
        assertEquals(Long.MAX_VALUE, PythonNumber.toInt("9".repeat(30)));
        assertEquals(-Long.MAX_VALUE, PythonNumber.toInt("-" + "9".repeat(30)));
        assertEquals(Long.MAX_VALUE, PythonNumber.toInt(1e300));
        assertEquals(Long.MAX_VALUE, PythonNumber.toInt(BigInteger.TWO.pow(63)));
    }

    @Test
    void rejectsWhatPythonRejects() {
        for (Object value : Arrays.asList(null, "", " ", "abc", "12.5", "1e3", "0x1f", "1__0", "_1", "1_", "1 2", "--1",
            Double.NaN, Double.POSITIVE_INFINITY, List.of(), Map.of())) {
            assertThrows(NumberFormatException.class, () -> PythonNumber.toInt(value), () -> "int(" + value + ")");
        }
    }
}
