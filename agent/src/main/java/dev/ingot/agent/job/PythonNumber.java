package dev.ingot.agent.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Numbers as Python's {@code int()} takes them: backends send limits as frontends wrote them. */
final class PythonNumber {
    private PythonNumber() { }

    /**
     * The whole number in {@code value}, cut towards zero, held within the range of long.
     *
     * @throws NumberFormatException where {@code int()} would raise
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
