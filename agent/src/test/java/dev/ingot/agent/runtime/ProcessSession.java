package dev.ingot.agent.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Represents all processes of a session of the host: one process and its descendants, also those whose parents have ended. */
record ProcessSession(long leader) {

    private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");
    /** The unit of times in /proc, on every common Linux (proc(5)). */
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int SESSION = 3;
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    /** Returns the CPU time of the running processes and of their ended children. */
    long cpuNanos() {
        return members().stream()
            .mapToLong(stat -> Arrays.stream(stat.fields(), UTIME, CSTIME + 1).mapToLong(Long::parseLong).sum())
            .sum() * TICK.toNanos();
    }

    /** Reads what a shell's {@code times} has written to a file: two times of its own, two of its children. */
    static long cpuNanosAtEnd(Path times) {
        double seconds = 0;
        try {
            Matcher time = TIME.matcher(Files.exists(times) ? Files.readString(times) : "");
            while (time.find()) {
                seconds += Integer.parseInt(time.group(1)) * 60 + Double.parseDouble(time.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (long) (seconds * 1e9);
    }

    /** Kills until no process remains: a process may start another during the search. */
    void kill() {
        for (List<Stat> alive = living(); !alive.isEmpty(); alive = living()) {
            for (Stat stat : alive) {
                ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            Thread.onSpinWait();
        }
    }

    private List<Stat> living() {
        return members().stream().filter(stat -> !stat.fields()[0].equals("Z")).toList();
    }

    private List<Stat> members() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.map(Stat::read).filter(Objects::nonNull)
                .filter(stat -> stat.fields()[SESSION].equals(Long.toString(leader)))
                .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds a line of {@code /proc/PID/stat}; the fields begin after the program's name. */
    private record Stat(long pid, String[] fields) {

        static Stat read(Path process) {
            String number = process.getFileName().toString();
            if (!number.chars().allMatch(Character::isDigit)) {
                return null;
            }
            try {
                String line = Files.readString(process.resolve("stat"));
                return new Stat(Long.parseLong(number), line.substring(line.lastIndexOf(')') + 2).split(" "));
            } catch (IOException e) {
                return null;
            }
        }
    }
}
