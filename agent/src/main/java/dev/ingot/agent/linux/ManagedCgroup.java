package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * A cgroup that the agent creates, version 1 or 2, in every hierarchy that limits or counts something for a container. Its
 * creator removes it.
 */
public final class ManagedCgroup {

    /** The controllers that a container of Docker sees, and that a JVM in it reads to size itself. */
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "cpuacct", "cpuset", "pids", "devices");
    /** The defaults of all container managers: any device node may be created, only harmless ones may be opened. */
    private static final List<String> DEVICE_RULES = List.of("c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm",
        "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm");

    /** The link count of a folder without subfolders: its name and its own dot. */
    private static final int LEAF_LINK_COUNT = 2;

    private final CgroupTree tree;
    private final Path path;
    private final Map<String, Path> folders;
    private final CgroupStats stats;

    private ManagedCgroup(CgroupTree tree, Path path, Map<String, Path> folders) {
        this.tree = tree;
        this.path = path;
        this.folders = folders;
        this.stats = new CgroupStats(folders.get("cpuacct"), folders.get("memory"), tree.unified());
    }

    /** Returns the cgroup at {@code path}, relative to the root, whether it exists or not. */
    public static ManagedCgroup at(CgroupTree tree, Path path) {
        Map<String, Path> folders = new TreeMap<>();
        for (String controller : CONTROLLERS) {
            tree.hierarchy(controller).ifPresent(root -> folders.put(controller, root.resolve(path)));
        }
        return new ManagedCgroup(tree, path, folders);
    }

    /** Returns a cgroup within this one, whether it exists or not. */
    public ManagedCgroup child(String name) {
        return at(tree, path.resolve(name));
    }

    /** Creates the cgroup, without limits. */
    public void make() throws IOException {
        try {
            if (tree.unified()) {
                makeV2();
            } else {
                makeV1();
            }
        } catch (IOException e) {
            remove();
            throw e;
        }
    }

    /** Creates the cgroup as the parent of others, which inherit its processors. It may exist already. */
    public void makeParent() throws IOException {
        make();
        Path cpuset = folders.get("cpuset");
        if (tree.unified()) {
            enableControllers(tree.memory().resolve(path));
        } else if (cpuset != null) {
            inheritCpuset(cpuset, tree.hierarchy("cpuset").orElseThrow());
            write(cpuset.resolve("cgroup.clone_children"), 1);
        }
    }

    /** Restricts the processes in this cgroup, and in cgroups to be created in it, to harmless devices. Cgroup v1 only. */
    public void restrictDevices() throws IOException {
        Path devices = folders.get("devices");
        if (!tree.unified() && devices != null && Files.readString(devices.resolve("devices.list")).startsWith("a ")) {
            write(devices.resolve("devices.deny"), "a");
            for (String rule : DEVICE_RULES) {
                write(devices.resolve("devices.allow"), rule);
            }
        }
    }

    private void makeV2() throws IOException {
        Path folder = tree.memory().resolve(path);
        enableControllers(folder.getParent());
        Files.createDirectories(folder);
    }

    private static void enableControllers(Path folder) throws IOException {
        write(folder.resolve("cgroup.subtree_control"), "+memory +pids +cpu");
    }

    private void makeV1() throws IOException {
        for (Path folder : new TreeSet<>(folders.values())) {
            Files.createDirectories(folder);
        }
    }

    /** A new cgroup of this hierarchy has no processors and accepts no process until it is given some (cpuset(7)). */
    private static void inheritCpuset(Path folder, Path root) throws IOException {
        if (folder.equals(root)) {
            return;
        }
        inheritCpuset(folder.getParent(), root);
        for (String name : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.readString(folder.resolve(name)).isBlank()) {
                write(folder.resolve(name), Files.readString(folder.getParent().resolve(name)));
            }
        }
    }

    /**
     * Limits memory, without swap, and the number of processes.
     *
     * @param memoryBytes the memory limit in bytes
     * @param processes   the most processes and threads
     */
    public void setLimits(long memoryBytes, int processes) throws IOException {
        Path memory = folders.get("memory");
        if (tree.unified()) {
            write(memory.resolve("memory.max"), memoryBytes);
            writeIfPresent(memory.resolve("memory.swap.max"), 0);
            write(memory.resolve("memory.oom.group"), 1);
        } else {
            limitMemoryV1(memory, memoryBytes);
            writeIfPresent(memory.resolve("memory.swappiness"), 0);
            new SocketBuffers(memory).limit(memoryBytes);
        }
        if (folders.containsKey("pids")) {
            write(folders.get("pids").resolve("pids.max"), processes);
        }
    }

    /**
     * Limits the socket buffers of a cgroup that the OCI runtime is going to create, from its first socket on. Does nothing
     * with cgroup v2, which includes them in the memory limit.
     */
    public void limitSocketBuffers(long memoryBytes) throws IOException {
        if (!tree.unified()) {
            Path memory = Files.createDirectories(folders.get("memory"));
            new SocketBuffers(memory).limit(memoryBytes);
        }
    }

    /** The limit with swap exists only where the kernel accounts for swap, and must never be below the other one. */
    private static void limitMemoryV1(Path memory, long bytes) throws IOException {
        Path limit = memory.resolve("memory.limit_in_bytes");
        Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
        if (Long.parseLong(Files.readString(limit).strip()) < bytes) {
            writeIfPresent(withSwap, bytes);
            write(limit, bytes);
        } else {
            write(limit, bytes);
            writeIfPresent(withSwap, bytes);
        }
    }

    /** Moves a process here. The first move after a pause waits until every processor has passed through the scheduler. */
    public void addProcess(long process) throws IOException {
        for (Path folder : new TreeSet<>(folders.values())) {
            write(folder.resolve("cgroup.procs"), process);
        }
    }

    /**
     * Reads the counters.
     *
     * @throws IOException when the cgroup has been removed
     */
    public CgroupStats.Reading read() throws IOException {
        return stats.read();
    }

    /** Returns the ids of the processes in the cgroup and below it; none when it does not exist. */
    public List<Long> processes() throws IOException {
        List<Long> found = new ArrayList<>();
        collectProcesses(folders.get("memory"), found);
        return found;
    }

    private static void collectProcesses(Path folder, List<Long> found) throws IOException {
        try {
            Files.readAllLines(folder.resolve("cgroup.procs")).forEach(line -> found.add(Long.parseLong(line)));
            for (Path below : childFolders(folder)) {
                collectProcesses(below, found);
            }
        } catch (NoSuchFileException e) {
            // Removed meanwhile, so it has no processes.
            return;
        }
    }

    private static List<Path> childFolders(Path folder) throws IOException {
        // Each subfolder adds one link. Checking this is much faster than reading the type of some fifty files.
        if (Integer.valueOf(LEAF_LINK_COUNT).equals(Files.getAttribute(folder, "unix:nlink"))) {
            return List.of();
        }
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, Files::isDirectory)) {
            List<Path> found = new ArrayList<>();
            groups.forEach(found::add);
            return found;
        }
    }

    /**
     * Kills processes with SIGKILL. Killing the first process of a process namespace ends all in it. With cgroup v2 (Linux
     * 5.14 or later) all processes are killed by {@code cgroup.kill}.
     *
     * @param victim selects by process id; not used with {@code cgroup.kill}
     */
    public void kill(LongPredicate victim) throws IOException {
        Path killFile = folders.get("memory").resolve("cgroup.kill");
        if (tree.unified() && Files.exists(killFile)) {
            write(killFile, 1);
            return;
        }
        for (long process : processes()) {
            if (victim.test(process)) {
                ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Returns the cgroup's folder in the hierarchy of a controller; empty when the kernel has no such controller. */
    public Optional<Path> folder(String controller) {
        return Optional.ofNullable(folders.get(controller));
    }

    /** Returns whether it is cgroup v2. */
    public boolean isUnified() {
        return tree.unified();
    }

    /** Returns the path relative to the root. */
    public Path path() {
        return path;
    }

    /**
     * Removes the cgroup and those below it, also from hierarchies where another process created it.
     *
     * @return whether it no longer exists in any hierarchy; the kernel keeps cgroups with processes
     */
    public boolean remove() {
        return tree.roots().stream().map(root -> tryRemove(root.resolve(path))).reduce(true, Boolean::logicalAnd);
    }

    private static boolean tryRemove(Path folder) {
        return tryDelete(folder) || tryRemoveChildren(folder) && tryDelete(folder);
    }

    private static boolean tryRemoveChildren(Path folder) {
        try {
            return childFolders(folder).stream().map(ManagedCgroup::tryRemove).reduce(true, Boolean::logicalAnd);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean tryDelete(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void writeIfPresent(Path file, long value) throws IOException {
        if (Files.exists(file)) {
            write(file, value);
        }
    }

    private static void write(Path file, long value) throws IOException {
        write(file, Long.toString(value));
    }

    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }
}
