package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.protocol.JobResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final JobResult RESULT = new JobResult(
        "failed", "line one\nline two", 50, Map.of("q1", List.of("success", "x")), Map.of("t", true),
        Map.of("n", 1L, "f", 1.5), null, null, "out", "");

    @Test
    void findsNoMismatchWhenEveryFieldMatches() {
        Map<String, Object> expected = new HashMap<>(Map.of(
            "result", "failed", "grade", 50.0, "text", Map.of("matches", "line.*two"),
            "problems", Map.of("q1", List.of("success", Map.of("matches", "[xyz]"))), "tests", Map.of("t", true),
            "custom", Map.of("n", 1, "f", 1.5), "stdout", "out"));
        expected.put("state", null);
        expected.put("archive", null);
        assertEquals(List.of(), Expectation.findMismatches(expected, RESULT));
    }

    @Test
    void ignoresFieldsWithoutAnExpectation() {
        assertEquals(List.of(), Expectation.findMismatches(Map.of(), RESULT));
    }

    @Test
    void everyDifferenceIsNamed() {
        assertMismatch("result: expected \"success\", got \"failed\"", "result", "success");
        assertMismatch("grade: expected 49, got 50.0", "grade", 49);
        assertMismatch("text: expected a match of line, got \"line one\nline two\"", "text", Map.of("matches", "line"));
        assertMismatch("problems.q1[0]: expected \"failed\", got \"success\"",
            "problems", Map.of("q1", List.of("failed", "x")));
        assertMismatch("problems.q1: expected [success], got [success, x]", "problems", Map.of("q1", List.of("success")));
        assertMismatch("tests.t is unexpected", "tests", Map.of());
        assertMismatch("tests.u is missing", "tests", Map.of("t", true, "u", true));
        assertMismatch("tests.t: expected \"true\", got true", "tests", Map.of("t", "true"));
        assertMismatch("state: expected \"\", got null", "state", "");
        assertMismatch("archive: expected [a], got null", "archive", List.of("a"));
        assertMismatch("stdout: expected null, got \"out\"", "stdout", null);
    }

    @Test
    void abbreviatesLongValues() {
        JobResult tooLong = JobResult.ungraded("success", "x".repeat(1000), "");
        String mismatch = Expectation.findMismatches(Map.of("text", "y"), tooLong).getFirst();
        assertEquals(true, mismatch.endsWith("xxx... (1002 characters)"), mismatch);
    }

    @Test
    void comparesAnArchiveByItsFileNames() throws IOException {
        JobResult result = new JobResult("success", "", 0, Map.of(), Map.of(), Map.of(), "", archive(), "", "");
        assertEquals(List.of(), Expectation.findMismatches(Map.of("archive", List.of("folder/b.txt", "out.txt")), result));
        assertEquals(1, Expectation.findMismatches(Map.of("archive", List.of("out.txt")), result).size());
    }

    @Test
    void reportsAnUnreadableArchive() {
        JobResult result = new JobResult("success", "", 0, Map.of(), Map.of(), Map.of(), "", new byte[] {1, 2}, "", "");
        assertEquals(1, Expectation.findMismatches(Map.of("archive", List.of()), result).size());
    }

    private static void assertMismatch(String text, String field, Object expected) {
        Map<String, Object> expectations = new HashMap<>();
        expectations.put(field, expected);
        assertEquals(List.of(text), Expectation.findMismatches(expectations, RESULT));
    }

    /** A folder and two files, the way Python's tarfile writes them. */
    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(entry("./folder/", '5', 0));
            gzip.write(entry("./out.txt", '0', 600));
            gzip.write(entry("folder/b.txt", '0', 1));
            gzip.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static byte[] entry(String name, char type, int size) {
        byte[] entry = new byte[512 + Math.ceilDiv(size, 512) * 512];
        put(entry, 0, name);
        put(entry, 124, "%011o".formatted(size));
        entry[156] = (byte) type;
        Arrays.fill(entry, 512, 512 + size, (byte) 'x');
        return entry;
    }

    private static void put(byte[] entry, int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, entry, offset, ascii.length);
    }
}
