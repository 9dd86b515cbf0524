package dev.ingot.agent.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the backend listens for agents.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 */
public record BackendAddress(String host, int port) {
    private static final Pattern PATTERN =
        Pattern.compile("tcp://(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^\\s:/\\[\\]]+)):(\\d{1,5})");

    /** Reads {@code tcp://host:port}; throws {@link IllegalArgumentException} with a text for the admin. */
    public static BackendAddress parse(String text) {
        Matcher form = PATTERN.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not of the form tcp://host:port");
        }
        int port = Integer.parseInt(form.group(3));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " of \"" + text + "\" is not between 1 and 65535");
        }
        return new BackendAddress(form.group(1) != null ? form.group(1) : form.group(2), port);
    }

    /**
     * The address to connect to at the n-th attempt. A name is resolved each time, since a backend may come back
     * elsewhere, and its addresses take turns, since ZeroMQ tries one only and not each may be served.
     */
    String endpoint(int attempt) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        InetAddress one = all[attempt % all.length];
        String literal = one instanceof Inet6Address ? "[" + one.getHostAddress() + "]" : one.getHostAddress();
        return "tcp://" + literal + ":" + port;
    }

    @Override
    public String toString() {
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
