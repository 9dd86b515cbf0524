package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel tells of this host. Inside a container the memory is still the host's, where other containers run too. */
public final class HostFacts {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");

    private HostFacts() { }

    /** The host's name, without asking any name service. */
    public static String name() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    /** Physical memory. */
    public static long memoryMiB() throws IOException {
        Matcher total = TOTAL.matcher(Files.readString(Path.of("/proc/meminfo")));
        if (!total.find()) {
            throw new IOException("/proc/meminfo has no MemTotal");
        }
        return Long.parseLong(total.group(1)) / 1024;
    }

    /** The most processes this host can have at once. */
    public static long processes() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/sys/kernel/pid_max")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
