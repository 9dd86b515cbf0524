package dev.ingot.backend.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The resources that a process has used so far, see proc_pid_stat(5) and proc_pid_status(5).
 *
 * @param cpu         user and system time of the process itself
 * @param childrenCpu user and system time of its terminated and awaited children and their descendants
 * @param rssBytes    current resident memory
 * @param peakBytes   highest resident memory so far
 */
record ProcessUsage(Duration cpu, Duration childrenCpu, long rssBytes, long peakBytes) {
    /** USER_HZ (see time(7)), which is 100 on every architecture that Java supports. */
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
        // The command name before the other fields is in parentheses, and may contain spaces and parentheses.
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
