package dev.ingot.agent.job;

import java.util.Base64;

/** Base64 as Python's {@code b64decode} takes it: what is not of its alphabet is skipped, padding must be right. */
final class PythonBase64 {
    private PythonBase64() { }

    static byte[] decode(String text) throws GraderReport.Unreadable {
        if (text.chars().anyMatch(c -> c > 127)) {
            throw new GraderReport.Unreadable("string argument should contain only ASCII characters");
        }
        StringBuilder digits = new StringBuilder(text.length());
        int pads = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int inGroup = digits.length() % 4;
            if (c == '=') {
                pads++;
                if (inGroup >= 2 && inGroup + pads >= 4) {
                    return Base64.getDecoder().decode(digits.toString());
                }
            } else if (digit(c)) {
                pads = 0;
                digits.append(c);
            }
        }
        if (digits.length() % 4 == 1) {
            throw new GraderReport.Unreadable("Invalid base64-encoded string: number of data characters ("
                + digits.length() + ") cannot be 1 more than a multiple of 4");
        }
        if (digits.length() % 4 != 0) {
            throw new GraderReport.Unreadable("Incorrect padding");
        }
        return Base64.getDecoder().decode(digits.toString());
    }

    private static boolean digit(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }
}
