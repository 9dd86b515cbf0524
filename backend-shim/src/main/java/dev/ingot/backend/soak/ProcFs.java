package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What /proc shows of the processes of one agent's containers. */
final class ProcFs {
    static final Path PROC = Path.of("/proc");

    private ProcFs() { }

    /**
     * Their directories: they have something from below that folder in mounts of their own, other than the agent's, or from a
     * disk whose file lies there.
     */
    static List<Path> findMounting(Path folder, long agent) throws IOException {
        String agents = readMountNamespace(PROC.resolve(Long.toString(agent)));
        List<String> signs = new ArrayList<>(List.of(folder.toString()));
        LoopDevices.findBackedBelow(folder).forEach(device -> signs.add(" " + device + " "));
        List<Path> found = new ArrayList<>();
        for (Path process : listProcesses()) {
            String mounts = readMountNamespace(process).equals(agents) ? "" : readOrEmpty(process.resolve("mountinfo"));
            if (signs.stream().anyMatch(mounts::contains)) {
                found.add(process);
            }
        }
        return found;
    }

    static long countChildren(long parent) throws IOException {
        return listProcesses().stream().filter(process -> readOrEmpty(process.resolve("status")).contains("\nPPid:\t" + parent
            + "\n")).count();
    }

    /** What a link in /proc says; nothing when its process has ended. */
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

    /** Nothing when the process has ended. */
    static String readOrEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
