package dev.ingot.agent.linux;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The counters of one cgroup, version 1 or 2. Every reading opens the files anew, because the cgroup can be removed at any
 * time.
 *
 * @param cpu     the cgroup's folder in the hierarchy that counts CPU time
 * @param memory  the cgroup's folder in the hierarchy that limits memory
 * @param unified whether it is cgroup v2
 */
public record CgroupStats(Path cpu, Path memory, boolean unified) {
    /**
     * The usage of the cgroup and of all cgroups below it.
     *
     * @param cpuNanos   CPU time in nanoseconds
     * @param memoryPeak the peak of memory in bytes; on a kernel without that counter, the memory in use now; 0 when the
     *     kernel has no memory controller
     * @param oomKills   how many processes the memory limit has killed; plus one while the buffers of the cgroup's sockets,
     *     which cgroup v1 counts separately, take more than half of that limit
     */
    public record Reading(long cpuNanos, long memoryPeak, long oomKills) { }

    /**
     * Reads the counters.
     *
     * @throws IOException when the cgroup has been removed
     */
    public Reading read() throws IOException {
        return unified ? readV2() : readV1();
    }

    /** Makes the memory limit kill all processes of the cgroup together. Cgroup v2 only. */
    public void enableOomGroup() throws IOException {
        Files.writeString(memory.resolve("memory.oom.group"), "1");
    }

    /**
     * Limits the buffers of the cgroup's sockets in proportion to its memory limit. Cgroup v1 only: version 2 includes them
     * in the memory limit.
     */
    public void limitSocketBuffers() throws IOException {
        new SocketBuffers(memory).limit();
    }

    /**
     * Returns whether the cgroup has processes, including those whose ids are not visible in the agent's process namespace.
     */
    public boolean hasProcesses() throws IOException {
        return !Files.readString(memory.resolve("cgroup.procs")).isBlank();
    }

    /**
     * Returns the process ids of the cgroup itself, without those of cgroups below; 0 stands for a process that is not
     * visible in the agent's process namespace.
     */
    public List<Long> processes() throws IOException {
        return Files.readAllLines(memory.resolve("cgroup.procs")).stream().map(Long::parseLong).toList();
    }

    /**
     * Returns the process id, as the agent sees it, of the process that is number 1 in its container; empty when there is
     * none or when it is not visible.
     */
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
            // NSpid lists the process id in each nested process namespace, the innermost last (proc_pid_status(5)).
            return Files.readAllLines(Path.of("/proc", number, "status")).stream()
                .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
        } catch (IOException e) {
            // The process has exited.
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
        // memory.peak exists since Linux 5.19.
        Path peak = memory.resolve("memory.peak");
        try {
            return new Reading(nanos, KernelFile.readNumber(Files.exists(peak) ? peak : memory.resolve("memory.current")),
                field(memory.resolve("memory.events"), "oom_kill").orElse(0L));
        } catch (FileNotFoundException e) {
            return readWithoutMemory(nanos, e);
        }
    }

    /**
     * Returns a reading without memory: when the cgroup exists and its memory files do not, the kernel has no memory
     * controller.
     */
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
