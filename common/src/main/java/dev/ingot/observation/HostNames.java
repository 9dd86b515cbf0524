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
 * The names under which requests over HTTP are answered. A web page of a stranger can have its own name resolve to this host
 * (DNS rebinding) and then read, in the browser of a person who may reach this host, what is answered under that name. It cannot
 * have the browser send an address, or a name that is not the stranger's, as the host.
 *
 * @param names in lower case, without a port
 */
public record HostNames(Set<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})");
    /** As RFC 9110, section 7.2 has it: a name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
    private static final Pattern HOST = Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:\\d{0,5})?");
    /** Browsers write every other form of an IPv4 address in this one (WHATWG URL, host parsing). */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String LOCALHOST = "localhost";

    public HostNames {
        names = Set.copyOf(names);
    }

    /** {@code localhost}, the name of this host alone and with each domain that its resolver searches, and some more. */
    public static HostNames ofThisHost(Collection<String> more) {
        return read(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/resolv.conf"), more);
    }

    /** @param resolver see resolv.conf(5) */
    static HostNames read(Path hostname, Path resolver, Collection<String> more) {
        Set<String> names = new HashSet<>(Set.of(LOCALHOST));
        String own = String.join("", readLines(hostname)).strip();
        if (!own.isEmpty()) {
            names.add(normalize(own));
            readLines(resolver).stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("search") || words[0].equals("domain"))
                .flatMap(words -> Stream.of(words).skip(1))
                .forEach(domain -> names.add(normalize(own + "." + domain)));
        }
        more.forEach(name -> names.add(normalize(name)));
        return new HostNames(names);
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            LOG.debug("{} says no name of this host", file, e);
            return List.of();
        }
    }

    /** Whether this may be the name of a host. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static String normalize(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
    }

    /**
     * Whether a request is answered.
     *
     * @param host its header of that name, with or without a port; null when it has none, which no browser sends
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
