package dev.ingot.agent.config;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the programs of grading images of version 3 write the length of a message. */
public enum FrameByteOrder {
    /** Since INGInious 0.8. */
    BIG_ENDIAN(ByteOrder.BIG_ENDIAN),
    /** Until INGInious 0.7. */
    LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN);

    private final ByteOrder byteOrder;

    FrameByteOrder(ByteOrder byteOrder) {
        this.byteOrder = byteOrder;
    }

    public ByteOrder order() {
        return byteOrder;
    }

    static List<String> configValues() {
        return Arrays.stream(values()).map(FrameByteOrder::configValue).toList();
    }

    static FrameByteOrder of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As configurations spell it. */
    public String configValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
