package dev.ingot.agent.logging;

import java.util.regex.Pattern;

/**
 * Text from outside made fit for one line of the text log. Whatever a terminal, a pager or a collector of logs takes for the end
 * of a line or for an order is a blank: all control characters (Unicode's category Cc: C0 with the escape of ANSI sequences, DEL,
 * C1 with U+0085 and the sequences of one character), the separators U+2028 and U+2029, and the marks that turn the direction of
 * writing (Unicode Standard Annex 9).
 */
final class LogSanitizer {
    private static final Pattern BREAKS = Pattern.compile(
        "[\\p{Cc}\\x{2028}\\x{2029}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]+");

    private LogSanitizer() { }

    /** The text with a blank for every run of such characters; null stays null. */
    static String sanitize(String text) {
        return replaceBreaks(text, " ");
    }

    /** The text with {@code instead} for every run of such characters; null stays null. */
    static String replaceBreaks(String text, String instead) {
        return text == null ? null : BREAKS.matcher(text).replaceAll(instead);
    }
}
