package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the processes of one agent's containers in /proc. */
final class ProcFs {
    static final Path PROC = Path.of("/proc");

    private ProcFs() { }

    /**
     * Returns the /proc directories of the processes of an agent's containers. A process belongs to a container of the agent if
     * its mount namespace differs from the agent's and contains a mount below the folder, or a loop device whose file is there.
     */
    static List<Path> findMounting(Path folder, long agent) throws IOException {
        String agentNamespace = readMountNamespace(PROC.resolve(Long.toString(agent)));
        List<String> patterns = new ArrayList<>(List.of(folder.toString()));
        LoopDevices.findBackedBelow(folder).forEach(device -> patterns.add(" " + device + " "));
        List<Path> found = new ArrayList<>();
        for (Path process : listProcesses()) {
            String mounts = readMountNamespace(process).equals(agentNamespace) ? "" : readOrEmpty(process.resolve("mountinfo"));
            if (patterns.stream().anyMatch(mounts::contains)) {
                found.add(process);
            }
        }
        return found;
    }

    static long countChildren(long parent) throws IOException {
        return listProcesses().stream().filter(process -> readOrEmpty(process.resolve("status")).contains("\nPPid:\t" + parent
            + "\n")).count();
    }

    /** Reads a link in /proc; empty when its process has exited. */
    static String readLink(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> listProcesses() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            processes.forEach(found::add);
        }
        return found;
    }

    private static String readMountNamespace(Path process) {
        return readLink(process.resolve("ns/mnt"));
    }

    /** Reads a file in /proc or /sys; empty when its process or device is gone. */
    static String readOrEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
