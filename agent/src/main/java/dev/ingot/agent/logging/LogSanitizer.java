package dev.ingot.agent.logging;

import java.util.regex.Pattern;

/**
 * Removes characters from untrusted text that would start a new log line or control a terminal, a pager or a log collector: all
 * control characters (Unicode category Cc: C0 with the escape of ANSI sequences, DEL, C1 with U+0085 and the one-character
 * sequences), the separators U+2028 and U+2029, and the marks that change the writing direction
 * (Unicode Standard Annex 9, https://www.unicode.org/reports/tr9/).
 */
final class LogSanitizer {
    private static final Pattern BREAKS = Pattern.compile(
        "[\\p{Cc}\\x{2028}\\x{2029}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]+");

    private LogSanitizer() { }

    /** Replaces every run of such characters by a blank; returns null for null. */
    static String sanitize(String text) {
        return replaceBreaks(text, " ");
    }

    /** Replaces every run of such characters by {@code replacement}; returns null for null. */
    static String replaceBreaks(String text, String replacement) {
        return text == null ? null : BREAKS.matcher(text).replaceAll(replacement);
    }
}
