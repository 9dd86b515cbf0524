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
 * Finds the containers of one agent on the host. A process belongs to a container of the agent if its mount namespace differs
 * from the agent's and contains a mount below the agent's home, or a loop device whose file is there.
 *
 * @param home  holds the agent's job directories
 * @param agentPid its process id
 */
record AgentContainers(Path home, long agentPid) {
    private static final String CGROUP_PREFIX = "ingot/";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** Returns the /proc directories of the containers' processes. */
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

    /** Returns the directories of the cgroups that contain such a process. */
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

    /** Returns the number of files and sockets that the agent has open. */
    int countDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(agentPid), "fd"))) {
            return (int) open.count();
        }
    }

    /** Waits until no container has a process and no job has a directory, or the timeout is over. */
    void awaitCleanup(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!(findProcesses().isEmpty() && OrphanFinder.findBelow(home).isEmpty()) && System.nanoTime() < deadline) {
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /** Returns the mount namespace of a process. */
    private static String readMountNamespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
        } catch (IOException e) {
            // The process has exited.
            return "";
        }
    }

    private static String readOrEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // The process has exited.
            return "";
        }
    }
}
