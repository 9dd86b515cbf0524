package dev.ingot.agent.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host ports.
 *
 * @param last inclusive
 */
public record PortRange(int first, int last) {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    /** Reads {@code a-b}, either way round; throws {@link IllegalArgumentException}. */
    static PortRange parse(String text) {
        Matcher form = PATTERN.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a port range: " + text);
        }
        int one = Integer.parseInt(form.group(1));
        int other = Integer.parseInt(form.group(2));
        if (Math.min(one, other) < 1 || Math.max(one, other) > MAX_PORT) {
            throw new IllegalArgumentException("not ports: " + text);
        }
        return new PortRange(Math.min(one, other), Math.max(one, other));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
