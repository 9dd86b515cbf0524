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

    /** Their directories: they have something from below that folder in mounts of their own, other than the agent's. */
    static List<Path> mounting(Path folder, long agent) throws IOException {
        String agents = mountsOf(PROC.resolve(Long.toString(agent)));
        List<Path> found = new ArrayList<>();
        for (Path process : all()) {
            if (!mountsOf(process).equals(agents) && content(process.resolve("mountinfo")).contains(folder.toString())) {
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
    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
