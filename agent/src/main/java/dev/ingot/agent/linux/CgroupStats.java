package dev.ingot.agent.linux;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One cgroup of the host, of either version. Every reading opens the files anew: the group may vanish at any time. */
public record CgroupStats(Path cpu, Path memory, boolean unified) {
    /**
     * What the group and the groups below it have used.
     *
     * @param memoryPeak the most memory at any time; on a kernel that does not keep it, memory in use now; 0 where the kernel
     *                   has no memory controller
     * @param oomKills   how many processes the memory limit has killed; one more while the buffers of the group's sockets,
     *                   which cgroup v1 counts apart, take more than half of that limit
     */
    public record Reading(long cpuNanos, long memoryPeak, long oomKills) { }

    /** Reads the counters; fails once the group is gone. */
    public Reading read() throws IOException {
        return unified ? readV2() : readV1();
    }

    /** Makes the memory limit kill all processes of the group together. Of cgroup v2 only. */
    public void enableOomGroup() throws IOException {
        Files.writeString(memory.resolve("memory.oom.group"), "1");
    }

    /** Has the buffers of its sockets limited by its memory limit. Of cgroup v1 only: version 2 does so by itself. */
    public void limitSocketBuffers() throws IOException {
        new SocketBuffers(memory).limit();
    }

    /** Whether it has processes, also those that a process in another namespace cannot tell apart. */
    public boolean hasProcesses() throws IOException {
        return !Files.readString(memory.resolve("cgroup.procs")).isBlank();
    }

    /** The numbers on the host of the group's own processes; 0 for one that cannot be seen from here. */
    public List<Long> processes() throws IOException {
        return Files.readAllLines(memory.resolve("cgroup.procs")).stream().map(Long::parseLong).toList();
    }

    /** The number, on the host, of the group's process that is 1 in its own container; empty when it cannot be seen, too. */
    public Optional<Long> initPid() throws IOException {
        for (String number : Files.readAllLines(memory.resolve("cgroup.procs"))) {
            if (isInit(number)) {
                return Optional.of(Long.parseLong(number));
            }
        }
        return Optional.empty();
    }

    private static boolean isInit(String number) {
        try {
            // NSpid: the numbers in each namespace the process is in, the innermost last.
            return Files.readAllLines(Path.of("/proc", number, "status")).stream()
                .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
        } catch (IOException e) {
            // The process has ended.
            return false;
        }
    }

    private Reading readV1() throws IOException {
        long nanos = KernelFile.readNumber(cpu.resolve("cpuacct.usage"));
        try {
            return new Reading(nanos, KernelFile.readNumber(memory.resolve("memory.max_usage_in_bytes")),
                field(memory.resolve("memory.oom_control"), "oom_kill").orElse(0L)
                    + (new SocketBuffers(memory).isExcessive() ? 1 : 0));
        } catch (FileNotFoundException e) {
            return readWithoutMemory(nanos, e);
        }
    }

    private Reading readV2() throws IOException {
        long nanos = field(cpu.resolve("cpu.stat"), "usage_usec").orElse(0L) * 1000;
        // memory.peak came with Linux 5.19.
        Path peak = memory.resolve("memory.peak");
        try {
            return new Reading(nanos, KernelFile.readNumber(Files.exists(peak) ? peak : memory.resolve("memory.current")),
                field(memory.resolve("memory.events"), "oom_kill").orElse(0L));
        } catch (FileNotFoundException e) {
            return readWithoutMemory(nanos, e);
        }
    }

    /** Where the group is there, and its files of memory are not, the kernel has no memory controller. */
    private Reading readWithoutMemory(long nanos, FileNotFoundException missing) throws FileNotFoundException {
        if (!Files.isDirectory(cpu)) {
            throw missing;
        }
        return new Reading(nanos, 0, 0);
    }

    private static Optional<Long> field(Path file, String name) throws IOException {
        String start = name + " ";
        return KernelFile.read(file).lines().filter(line -> line.startsWith(start)).findFirst()
            .map(line -> Long.parseLong(line.substring(start.length()).strip()));
    }
}
