package dev.ingot.agent.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Parses numbers as Python's {@code int()}: backends send limits as frontends wrote them. */
final class PythonNumber {
    private PythonNumber() { }

    /**
     * Returns the integer in {@code value}, rounded towards zero and clamped to the range of long.
     *
     * @throws NumberFormatException when {@code int()} would raise an exception
     */
    static long toInt(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? 1 : 0;
            case Long number -> number;
            case Integer number -> number;
            case BigInteger number -> clamp(number);
            case Double number when Double.isFinite(number) -> clamp(new BigDecimal(number).toBigInteger());
            case String text -> clamp(parse(text));
            case byte[] text -> clamp(parse(new String(text, StandardCharsets.US_ASCII)));
            case null, default -> throw new NumberFormatException("not a number: " + value);
        };
    }

    private static BigInteger parse(String text) {
        String stripped = text.strip();
        if (!stripped.matches("[+-]?\\d+(_\\d+)*") || stripped.length() > 4300) {
            throw new NumberFormatException("not a whole number: " + stripped);
        }
        return new BigInteger(stripped.replace("_", ""));
    }

    private static long clamp(BigInteger number) {
        return number.bitLength() < 64 ? number.longValue() : number.signum() * Long.MAX_VALUE;
    }
}
