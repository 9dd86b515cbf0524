package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel tells of this host. Inside a container the memory is still the host's, where other containers run too. */
public final class HostFacts {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Pattern PROCESSES = Pattern.compile("Max processes +\\w+ +(\\d+)");
    private static final Pattern FILES = Pattern.compile("Max open files +(\\w+)");
    private static final int DIGITS = 20;

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

    /** The most processes that a user can have here, when somebody with no more rights than we have says how many. */
    public static long maxProcessesPerUser() throws IOException {
        Matcher ours = PROCESSES.matcher(Files.readString(Path.of("/proc/self/limits")));
        return ours.find() ? Math.min(Long.parseLong(ours.group(1)), maxProcesses()) : maxProcesses();
    }

    /** How many descriptors this process may have open at once: its soft limit (proc_pid_limits(5)). */
    public static long openFileLimit() throws IOException {
        return openFileLimit(Files.readString(Path.of("/proc/self/limits")));
    }

    static long openFileLimit(String limits) {
        Matcher ours = FILES.matcher(limits);
        return ours.find() && !ours.group(1).equals("unlimited") ? Long.parseLong(ours.group(1)) : Long.MAX_VALUE;
    }

    /** The most processes this host can have at once. */
    static long maxProcesses() throws IOException {
        try (InputStream most = Files.newInputStream(Path.of("/proc/sys/kernel/pid_max"))) {
            // At one go: a second read of this file finds its end, and Files.readString begins with a read of one byte.
            return Long.parseLong(new String(most.readNBytes(DIGITS), StandardCharsets.US_ASCII).strip());
        }
    }

    /** Processors that can run at once on this host, also those that this process may not use; more than any where unknown. */
    public static int processors() {
        try {
            return countProcessors(Files.readString(Path.of("/sys/devices/system/cpu/online")).strip());
        } catch (IOException | NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** How many numbers a list as the kernel writes it names: {@code 0-3,8}. */
    static int countProcessors(String list) {
        int count = 0;
        for (String range : list.split(",")) {
            String[] ends = range.split("-", 2);
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
