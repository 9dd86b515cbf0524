package dev.ingot.agent.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address on which the backend listens for agents.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 */
public record BackendAddress(String host, int port) {
    private static final Pattern PATTERN =
        Pattern.compile("tcp://(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^\\s:/\\[\\]]+)):(\\d{1,5})");

    /** Parses {@code tcp://host:port}; throws {@link IllegalArgumentException} with a message for the administrator. */
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
     * Returns the address for the n-th attempt. A host name is resolved each time, because a backend may return on another host.
     * Its addresses are used in turn, because ZeroMQ tries one only and the backend may not listen on each.
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
