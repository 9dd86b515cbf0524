package dev.ingot.protocol;

import java.util.HexFormat;

/** Converts frames to text that a failed comparison can show. */
public final class Hex {
    private Hex() { }

    public static String of(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
