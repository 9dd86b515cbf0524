package dev.ingot.agent.config;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the programs of grading images of version 3 write the length of a message. */
public enum FrameLengths {
    /** Since INGInious 0.8. */
    BIG_ENDIAN(ByteOrder.BIG_ENDIAN),
    /** Until INGInious 0.7. */
    LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN);

    private final ByteOrder order;

    FrameLengths(ByteOrder order) {
        this.order = order;
    }

    public ByteOrder order() {
        return order;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(FrameLengths::word).toList();
    }

    static FrameLengths of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As configurations spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
