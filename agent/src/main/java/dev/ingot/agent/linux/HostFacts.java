package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads facts about this host from {@code /proc} and {@code /sys}. In a container the memory is still that of the host. */
public final class HostFacts {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Pattern PROCESSES = Pattern.compile("Max processes +\\w+ +(\\d+)");
    private static final Pattern FILES = Pattern.compile("Max open files +(\\w+)");
    private static final int DIGITS = 20;

    private HostFacts() { }

    /** Returns the host's name, without any name service. */
    public static String name() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    /** Returns the physical memory in MiB. */
    public static long memoryMiB() throws IOException {
        Matcher total = TOTAL.matcher(Files.readString(Path.of("/proc/meminfo")));
        if (!total.find()) {
            throw new IOException("/proc/meminfo has no MemTotal");
        }
        return Long.parseLong(total.group(1)) / 1024;
    }

    /**
     * Returns how many processes a user can have at most, if the limit is set by a process without more privileges than the
     * agent.
     */
    public static long maxProcessesPerUser() throws IOException {
        Matcher limit = PROCESSES.matcher(Files.readString(Path.of("/proc/self/limits")));
        return limit.find() ? Math.min(Long.parseLong(limit.group(1)), maxProcesses()) : maxProcesses();
    }

    /** Returns how many descriptors this process may have open at once: its soft limit (proc_pid_limits(5)). */
    public static long openFileLimit() throws IOException {
        return openFileLimit(Files.readString(Path.of("/proc/self/limits")));
    }

    /** Returns the soft limit in a text of {@code /proc/self/limits}; {@link Long#MAX_VALUE} when there is none. */
    static long openFileLimit(String limits) {
        Matcher limit = FILES.matcher(limits);
        return limit.find() && !limit.group(1).equals("unlimited") ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
    }

    /** Returns how many processes this host can have at once. */
    static long maxProcesses() throws IOException {
        try (InputStream max = Files.newInputStream(Path.of("/proc/sys/kernel/pid_max"))) {
            // Read in one call: a second read of this file finds its end, and Files.readString begins with a read of one
            // byte.
            return Long.parseLong(new String(max.readNBytes(DIGITS), StandardCharsets.US_ASCII).strip());
        }
    }

    /**
     * Returns how many processors are online, including those that this process may not use; {@link Integer#MAX_VALUE} when
     * unknown.
     */
    public static int processors() {
        try {
            return countProcessors(Files.readString(Path.of("/sys/devices/system/cpu/online")).strip());
        } catch (IOException | NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Returns how many numbers a list in the kernel's format contains, as {@code 0-3,8}. */
    static int countProcessors(String list) {
        int count = 0;
        for (String range : list.split(",")) {
            String[] ends = range.split("-", 2);
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
