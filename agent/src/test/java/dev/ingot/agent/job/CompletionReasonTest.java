package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.agent.limits.AbortCause;
import dev.ingot.protocol.JobResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionReasonTest {
    @ParameterizedTest
    @CsvSource({"KILLED, killed", "OVERFLOW, overflow", "TIMEOUT, timeout"})
    void abortedKeepsTheStateAndReportsTheCause(AbortCause cause, String status) {
        JobResult result = new CompletionReason.Aborted(cause).result("before");
        assertEquals(status, result.status());
        assertEquals("", result.text());
        assertEquals("before", result.state());
        assertEmpty(result, "");
    }

    @Test
    void crashedCarriesItsText() {
        JobResult result = new CompletionReason.Crashed("why").result("before");
        assertEquals("crash", result.status());
        assertEquals("why", result.text());
        assertEquals("before", result.state());
        assertEmpty(result, "");
    }

    @Test
    void rejectedHasNoOutput() {
        JobResult result = new CompletionReason.Rejected("why", RejectionReason.NO_TASK, null).result(null);
        assertEquals("crash", result.status());
        assertEquals("why", result.text());
        assertNull(result.state());
        assertEmpty(result, null);
    }

    private static void assertEmpty(JobResult result, String output) {
        assertEquals(0.0, result.grade());
        assertEquals(Map.of(), result.problems());
        assertEquals(Map.of(), result.tests());
        assertEquals(Map.of(), result.custom());
        assertNull(result.archive());
        assertEquals(output, result.stdout());
        assertEquals(output, result.stderr());
    }
}
