package dev.ingot.agent.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Decodes Base64 as Python's {@code b64decode}: skips characters outside the alphabet and requires correct padding. */
final class PythonBase64 {
    private static final int GROUP = 4;
    private static final int BYTES_PER_GROUP = 3;
    /** Characters decoded at a time: an archive is large, and so would be a copy of it. */
    private static final int CHUNK = 256 << 10;

    private PythonBase64() { }

    static byte[] decode(String text) throws GraderReport.UnreadableReport {
        byte[] bytes = text.length() % GROUP == 0 ? decodeStrictly(text) : null;
        return bytes == null ? decodeLeniently(text) : bytes;
    }

    /** Returns the decoded bytes; null when the text needs the lenient decoder. */
    private static byte[] decodeStrictly(String text) {
        int pads = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        byte[] bytes = new byte[text.length() / GROUP * BYTES_PER_GROUP - pads];
        int written = 0;
        try {
            for (int start = 0; start < text.length(); start += CHUNK) {
                int end = Math.min(text.length(), start + CHUNK);
                byte[] piece = Base64.getDecoder().decode(text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1));
                if (piece.length != Math.min((end - start) / GROUP * BYTES_PER_GROUP, bytes.length - written)) {
                    return null;
                }
                System.arraycopy(piece, 0, bytes, written, piece.length);
                written += piece.length;
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return bytes;
    }

    private static byte[] decodeLeniently(String text) throws GraderReport.UnreadableReport {
        if (text.chars().anyMatch(c -> c > 127)) {
            throw new GraderReport.UnreadableReport("string argument should contain only ASCII characters");
        }
        byte[] digits = new byte[text.length()];
        int length = 0;
        int pads = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int inGroup = length % GROUP;
            if (c == '=') {
                pads++;
                if (inGroup >= 2 && inGroup + pads >= GROUP) {
                    return bytes(digits, length);
                }
            } else if (isDigit(c)) {
                pads = 0;
                digits[length++] = (byte) c;
            }
        }
        if (length % GROUP == 1) {
            throw new GraderReport.UnreadableReport("Invalid base64-encoded string: number of data characters ("
                + length + ") cannot be 1 more than a multiple of 4");
        }
        if (length % GROUP != 0) {
            throw new GraderReport.UnreadableReport("Incorrect padding");
        }
        return bytes(digits, length);
    }

    private static byte[] bytes(byte[] digits, int length) {
        ByteBuffer bytes = Base64.getDecoder().decode(ByteBuffer.wrap(digits, 0, length));
        return bytes.remaining() == bytes.array().length ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.remaining());
    }

    private static boolean isDigit(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }
}
