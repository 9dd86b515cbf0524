package dev.ingot.agent.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of host ports.
 *
 * @param first the lowest port, at least 1
 * @param last  the highest port, included, at most 65535
 */
public record PortRange(int first, int last) {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    /**
     * Parses {@code a-b}; the order of the two ports does not matter.
     *
     * @throws IllegalArgumentException when the text is not a range of ports
     */
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
