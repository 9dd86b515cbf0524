package dev.ingot.agent.e2e;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.backend.soak.LoopDevices;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the host shows of one agent's containers: their processes are those that have, in mounts of their own, one from below
 * the agent's home, or of a disk whose file lies there.
 *
 * @param home  holds the agent's job directories
 * @param agentPid its process id
 */
record AgentContainers(Path home, long agentPid) {
    private static final String CGROUP_PREFIX = "ingot/";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** Directories of processes in a container. */
    List<Path> findProcesses() throws IOException {
        List<Path> found = new ArrayList<>();
        Path itself = Path.of("/proc", Long.toString(agentPid));
        List<String> signs = new ArrayList<>(List.of(home.toString()));
        LoopDevices.findBackedBelow(home).forEach(device -> signs.add(" " + device + " "));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String mounts = readMountNamespace(process).equals(readMountNamespace(itself)) ? ""
                    : readOrEmpty(process.resolve("mountinfo"));
                if (signs.stream().anyMatch(mounts::contains)) {
                    found.add(process);
                }
            }
        }
        return found;
    }

    /** Cgroups with such a process, by their directories. */
    Set<Path> findCgroups() throws IOException {
        Set<Path> groups = new HashSet<>();
        Set<Path> roots = CgroupTree.ofHost().orElseThrow().roots();
        for (Path process : findProcesses()) {
            readOrEmpty(process.resolve("cgroup")).lines().map(line -> line.substring(line.indexOf(":/") + 2))
                .filter(group -> group.startsWith(CGROUP_PREFIX))
                .flatMap(group -> roots.stream().map(root -> root.resolve(group))).filter(Files::exists).forEach(groups::add);
        }
        return groups;
    }

    /** How many files and sockets the agent has open. */
    int countDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(agentPid), "fd"))) {
            return (int) open.count();
        }
    }

    /** Returns when no container has a process and no job a directory any more, or the patience is at its end. */
    void awaitCleanup(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!(findProcesses().isEmpty() && OrphanFinder.findBelow(home).isEmpty()) && System.nanoTime() < deadline) {
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /** The process's mount namespace. */
    private static String readMountNamespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }

    private static String readOrEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }
}
