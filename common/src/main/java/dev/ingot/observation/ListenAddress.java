package dev.ingot.observation;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on for HTTP.
 *
 * @param host host name or IP address, without brackets
 * @param port 0 for any free port
 */
public record ListenAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:([^:\\[\\]\\s/]*|\\[[0-9a-fA-F:.]+\\]):)?(\\d{1,5})");
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PORT = 65535;

    /**
     * Parses {@code host:port}, or a port alone, which means the loopback address.
     *
     * @throws IllegalArgumentException when the text has another form or the port is out of range
     */
    public static ListenAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > MAX_PORT) {
            throw new IllegalArgumentException("not an address to listen on: " + text);
        }
        String host = form.group(1) == null || form.group(1).isEmpty() ? LOOPBACK : form.group(1);
        return new ListenAddress(host.replace("[", "").replace("]", ""), Integer.parseInt(form.group(2)));
    }

    /** Resolves the host name now; the result is unresolved when that fails. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
