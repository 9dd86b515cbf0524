package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.job.GraderReport.UnreadableReport;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The right-hand sides are what Python 3.11 prints for {@code base64.b64decode(...)}. */
class PythonBase64Test {
    @ParameterizedTest
    @CsvSource({"'', ''", "QQ==, 41", "QUI=, 4142", "QUJD, 414243", "'QU I=\n', 4142", "Q=U=I=, 4142", "QQ==QUJD, 41",
        "====, ''", "=QUJD, 414243", "QR==, 41", "*!, ''", "QUJD=, 414243", "QQ=Q=, 4104", "Q=QQ=, 4104", "-_-_, ''",
        "'QQ=\n=', 41"})
    void isAsLenientAsPython(String text, String bytes) throws UnreadableReport {
        assertEquals(bytes, HexFormat.of().formatHex(PythonBase64.decode(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ", "QUI", "QQ=", "QQ=Q", "QUJDRA="})
    void paddingMustBeRight(String text) {
        assertEquals("Incorrect padding", message(text));
    }

    @ParameterizedTest
    @CsvSource({"Q, 1", "QUJDR, 5", "Q===, 1"})
    void reportsASingleLeftoverDigit(String text, int digits) {
        assertEquals("Invalid base64-encoded string: number of data characters (" + digits
            + ") cannot be 1 more than a multiple of 4", message(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "QUJDé", "QQ==é"})
    void onlyAsciiIsTaken(String text) {
        assertEquals("string argument should contain only ASCII characters", message(text));
    }

    @Test
    void whatWasEncodedDecodes() throws UnreadableReport {
        Random random = new Random(7);
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, PythonBase64.decode(Base64.getEncoder().encodeToString(bytes)));
            assertArrayEquals(bytes, PythonBase64.decode(Base64.getMimeEncoder().encodeToString(bytes)));
        }
    }

    private static String message(String text) {
        return assertThrows(UnreadableReport.class, () -> PythonBase64.decode(text)).getMessage();
    }
}
