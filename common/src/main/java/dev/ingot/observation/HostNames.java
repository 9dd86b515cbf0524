package dev.ingot.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host names for which HTTP requests are answered. This prevents
 * <a href="https://en.wikipedia.org/wiki/DNS_rebinding">DNS rebinding</a>: a web page can make its own host name resolve to this
 * host, and then read the answers in the browser of a person who can reach this host. It cannot make the browser send an IP
 * address or another name in the Host header.
 *
 * @param names host names in lower case, without a port
 */
public record HostNames(Set<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})");
    /** RFC 9110, section 7.2: a name, an IPv4 address or an IPv6 address in brackets, and optionally a port. */
    private static final Pattern HOST = Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:\\d{0,5})?");
    /** Browsers convert every other form of an IPv4 address to this one (<a href="https://url.spec.whatwg.org/#host-parsing">URL
     * Standard, host parsing</a>). */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String LOCALHOST = "localhost";

    public HostNames {
        names = Set.copyOf(names);
    }

    /**
     * Returns {@code localhost}, the name of this host alone and with each search domain of its resolver, and further names.
     *
     * @param more further names to answer for
     */
    public static HostNames ofThisHost(Collection<String> more) {
        return read(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/resolv.conf"), more);
    }

    /**
     * Reads the names from files.
     *
     * @param hostname file with the name of this host, see proc_sys_kernel(5)
     * @param resolver file with the search domains, see resolv.conf(5)
     */
    static HostNames read(Path hostname, Path resolver, Collection<String> more) {
        Set<String> names = new HashSet<>(Set.of(LOCALHOST));
        String ownName = String.join("", readLines(hostname)).strip();
        if (!ownName.isEmpty()) {
            names.add(normalize(ownName));
            readLines(resolver).stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("search") || words[0].equals("domain"))
                .flatMap(words -> Stream.of(words).skip(1))
                .forEach(domain -> names.add(normalize(ownName + "." + domain)));
        }
        more.forEach(name -> names.add(normalize(name)));
        return new HostNames(names);
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            LOG.debug("Cannot read {}; no host name is taken from it", file, e);
            return List.of();
        }
    }

    /** Returns whether a text has the form of a host name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static String normalize(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
    }

    /**
     * Returns whether a request may be answered.
     *
     * @param host value of the Host header, with or without a port; null for a request without one, which no browser sends
     */
    public boolean canServe(String host) {
        if (host == null) {
            return true;
        }
        var form = HOST.matcher(host.strip());
        if (!form.matches()) {
            return false;
        }
        String name = form.group("host");
        return name.startsWith("[") || IPV4.matcher(name).matches() || names.contains(normalize(name));
    }
}
