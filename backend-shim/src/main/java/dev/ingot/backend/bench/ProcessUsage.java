package dev.ingot.backend.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used so far, as {@code /proc} tells it.
 *
 * @param cpu         user and system time of the process itself
 * @param childrenCpu the same of its children that have ended and were waited for, and of theirs
 * @param rssBytes    resident memory now
 * @param peakBytes   the most it ever was
 */
record ProcessUsage(Duration cpu, Duration childrenCpu, long rssBytes, long peakBytes) {
    /** USER_HZ, the same on every architecture Java runs on. */
    private static final long TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        return parse(Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
    }

    static ProcessUsage parse(String stat, String status) {
        // The name in front is in parentheses and may hold blanks and parentheses itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessUsage(
            parseTime(fields[UTIME], fields[STIME]), parseTime(fields[CUTIME], fields[CSTIME]),
            parseBytes(status, "VmRSS:"), parseBytes(status, "VmHWM:"));
    }

    private static Duration parseTime(String user, String system) {
        return Duration.ofSeconds(Long.parseLong(user) + Long.parseLong(system)).dividedBy(TICKS_PER_SECOND);
    }

    private static long parseBytes(String status, String key) {
        String line = status.lines().filter(each -> each.startsWith(key)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no " + key + " in the status of a process"));
        return 1024 * Long.parseLong(line.substring(key.length()).replace("kB", "").strip());
    }
}
