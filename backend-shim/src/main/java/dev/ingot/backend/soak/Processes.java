package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What /proc shows of the processes of one agent's containers. */
final class Processes {
    static final Path PROC = Path.of("/proc");

    private Processes() { }

    /**
     * Their directories: they have something from below that folder in mounts of their own, other than the agent's, or from a
     * disk whose file lies there.
     */
    static List<Path> mounting(Path folder, long agent) throws IOException {
        String agents = mountsOf(PROC.resolve(Long.toString(agent)));
        List<String> signs = new ArrayList<>(List.of(folder.toString()));
        LoopDisks.below(folder).forEach(device -> signs.add(" " + device + " "));
        List<Path> found = new ArrayList<>();
        for (Path process : all()) {
            String mounts = mountsOf(process).equals(agents) ? "" : content(process.resolve("mountinfo"));
            if (signs.stream().anyMatch(mounts::contains)) {
                found.add(process);
            }
        }
        return found;
    }

    static long childrenOf(long parent) throws IOException {
        return all().stream().filter(process -> content(process.resolve("status")).contains("\nPPid:\t" + parent + "\n")).count();
    }

    /** What a link in /proc says; nothing when its process has ended. */
    static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> all() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            processes.forEach(found::add);
        }
        return found;
    }

    private static String mountsOf(Path process) {
        return target(process.resolve("ns/mnt"));
    }

    /** Nothing when the process has ended. */
    static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
