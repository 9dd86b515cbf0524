package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.protocol.JobResult;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraderReportTest {
    private static final String UNREADABLE = "The grader did not return a readable output : ";
    private static final String BADLY_FORMATTED = UNREADABLE + "Feedback file is badly formatted.";

    private static JobResult read(Object returned) {
        return GraderReport.read(returned, "before");
    }

    private static Map<String, Object> nil(String key) {
        return Collections.singletonMap(key, null);
    }

    @Test
    void copiesEveryField() {
        Map<String, Object> returned = Map.of("result", "failed", "text", "almost", "grade", 42.0,
            "problems", Map.of("q1", List.of("failed", "no")), "tests", Map.of("t*1", "x"),
            "custom", Map.of("any thing", Map.of("deep", 1)), "state", "after", "archive", "H4s=",
            "stdout", "out", "stderr", "err");
        JobResult result = read(returned);
        assertEquals("failed", result.status());
        assertEquals("almost", result.text());
        assertEquals(42.0, result.grade());
        assertEquals(returned.get("problems"), result.problems());
        assertEquals(returned.get("tests"), result.tests());
        assertEquals(returned.get("custom"), result.custom());
        assertEquals("after", result.state());
        assertArrayEquals(new byte[] {0x1f, (byte) 0x8b}, result.archive());
        assertEquals("out", result.stdout());
        assertEquals("err", result.stderr());
    }

    @Test
    void anEmptyMapIsAnErrorThatResetsTheState() {
        JobResult result = read(Map.of());
        assertEquals("error", result.status());
        assertEquals("", result.text());
        assertEquals(0.0, result.grade());
        assertEquals(Map.of(), result.problems());
        assertEquals(Map.of(), result.tests());
        assertEquals(Map.of(), result.custom());
        assertEquals("", result.state());
        assertNull(result.archive());
        assertEquals("", result.stdout());
        assertEquals("", result.stderr());
    }

    @ParameterizedTest
    @CsvSource({"success, 100", "failed, 0", "crash, 0", "Success, 0", "whatever, 0"})
    void derivesAMissingGradeFromTheStatus(String result, double grade) {
        assertEquals(grade, read(Map.of("result", result)).grade());
        assertEquals(result, read(Map.of("result", result)).status());
    }

    /** The right-hand sides are what Python prints for {@code round(..., 2)}. */
    @ParameterizedTest
    @CsvSource({"12.345, 12.35", "12.335, 12.34", "0.005, 0.01", "0.015, 0.01", "2.675, 2.67", "1.005, 1.0", "99.995, 100.0",
        "33.333333, 33.33", "100.0, 100.0", "1e300, 1e300", "1e-300, 0.0", "-12.345, -12.35", "0.125, 0.12", "0.375, 0.38",
        "Infinity, Infinity", "NaN, NaN"})
    void roundsGradesLikePython(double grade, double rounded) {
        assertEquals(rounded, read(Map.of("grade", grade)).grade());
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
            Arguments.of(null, UNREADABLE + "Grading container did not return any result."),
            Arguments.of("text", UNREADABLE + "'str' object has no attribute 'items'"),
            Arguments.of(5L, UNREADABLE + "'int' object has no attribute 'items'"),
            Arguments.of(5.0, UNREADABLE + "'float' object has no attribute 'items'"),
            Arguments.of(true, UNREADABLE + "'bool' object has no attribute 'items'"),
            Arguments.of(new byte[1], UNREADABLE + "'bytes' object has no attribute 'items'"),
            Arguments.of(List.of(), UNREADABLE + "'tuple' object has no attribute 'items'"),
            Arguments.of(Map.of("colour", "red"), UNREADABLE + "'colour'"),
            Arguments.of(nil("colour"), UNREADABLE + "'colour'"),
            Arguments.of(Map.of("archive", "QQ="), UNREADABLE + "Incorrect padding"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void crashesAndKeepsTheStateWhenUnreadable(Object returned, String text) {
        JobResult result = read(returned);
        assertEquals("crash", result.status());
        assertEquals(text, result.text());
        assertEquals(0.0, result.grade());
        assertEquals(Map.of(), result.problems());
        assertEquals("before", result.state());
        assertNull(result.archive());
        assertEquals("", result.stdout());
    }

    @ParameterizedTest
    @ValueSource(strings =
        {"stdout", "stderr", "result", "text", "grade", "problems", "custom", "tests", "state", "archive"})
    void aFieldOfTheWrongTypeIsBadlyFormatted(String key) {
        for (Object value : Arrays.asList(null, 100L, true, List.of(), new byte[0])) {
            assertEquals(BADLY_FORMATTED, read(Collections.singletonMap(key, value)).text(), () -> key + ": " + value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.1", "a\n"})
    void acceptsValidProblemAndTestIds(String id) {
        assertEquals("error", read(Map.of("problems", Map.of(id, List.of("success", "")))).status());
        assertEquals("error", read(Map.of("tests", Map.of(id, 1L))).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/", "é", "a\n\n", "a\nb"})
    void rejectsInvalidProblemAndTestIds(String id) {
        assertEquals(BADLY_FORMATTED, read(Map.of("problems", Map.of(id, "x"))).text());
        assertEquals(BADLY_FORMATTED, read(Map.of("tests", Map.of(id, "x"))).text());
        assertEquals("error", read(Map.of("custom", Map.of(id, "x"))).status());
    }

    @Test
    void onlyTestIdsMayHoldAStar() {
        assertEquals("error", read(Map.of("tests", Map.of("a*", "x"))).status());
        assertEquals(BADLY_FORMATTED, read(Map.of("problems", Map.of("a*", "x"))).text());
    }

    @Test
    void aMapInsideProblemsOrTestsIsBadlyFormatted() {
        assertEquals(BADLY_FORMATTED, read(Map.of("problems", Map.of("q1", Map.of()))).text());
        assertEquals(BADLY_FORMATTED, read(Map.of("tests", Map.of("t1", Map.of()))).text());
    }

    @Test
    void aProblemMayBeNilInside() {
        Map<String, Object> problems = new HashMap<>();
        problems.put("q1", null);
        assertEquals(problems, read(Map.of("problems", problems)).problems());
    }
}
