package dev.ingot.agent.config;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The byte order of message lengths in grading images of container version 3. */
public enum FrameByteOrder {
    /** Images of INGInious 0.8 and later. */
    BIG_ENDIAN(ByteOrder.BIG_ENDIAN),
    /** Images of INGInious 0.7 and earlier. */
    LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN);

    private final ByteOrder byteOrder;

    FrameByteOrder(ByteOrder byteOrder) {
        this.byteOrder = byteOrder;
    }

    /** Returns the byte order. */
    public ByteOrder order() {
        return byteOrder;
    }

    static List<String> configValues() {
        return Arrays.stream(values()).map(FrameByteOrder::configValue).toList();
    }

    static FrameByteOrder of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Returns the value as the configuration spells it. */
    public String configValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
