package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Counts the resources of one running agent and its containers on this host, with /proc and the file system, without those of
 * other agents.
 *
 * @param agentPid   process id of the agent
 * @param dataFolder the agent's tmpdir
 */
record ResourceSnapshot(long agentPid, Path dataFolder) {
    static final String RESIDENT = "RSS MiB";
    static final String THREADS = "threads";
    static final String USER_NAMESPACES = "user namespaces";

    private static final long KIB_PER_MIB = 1024;
    private static final String PID_FOLDER = "pids";
    /** In a run folder: one mount for each user namespace that waits for its next container. */
    private static final String USER_NAMESPACE_FOLDER = "users";

    /** Returns name to count, in the order of the report. */
    Map<String, Long> take() throws IOException {
        List<Path> runFolders = findRunFolders();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("job directories", countEntries(dataFolder.resolve("ingot-jobs"), "job-*"));
        List<String> mounts = findMounts(runFolders);
        long namespaces = mounts.stream().filter(line -> line.contains("/" + USER_NAMESPACE_FOLDER + "/")).count();
        counts.put("mounts", mounts.size() - namespaces);
        counts.put(USER_NAMESPACES, namespaces);
        counts.put("containers", countContainers(runFolders));
        counts.put("processes in containers", (long) ProcFs.findMounting(dataFolder, agentPid).size());
        counts.put("child processes", ProcFs.countChildren(agentPid));
        counts.put("open files", countEntries(procFile("fd"), "*"));
        counts.put(THREADS, countEntries(procFile("task"), "*"));
        counts.put(RESIDENT, readResidentMebibytes());
        return counts;
    }

    private Path procFile(String file) {
        return ProcFs.PROC.resolve(Long.toString(agentPid)).resolve(file);
    }

    /** Finds the folders in which a runtime without a manager has its containers: the agent keeps their lock files open. */
    private List<Path> findRunFolders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(procFile("fd"))) {
            for (Path descriptor : open) {
                String target = ProcFs.readLink(descriptor);
                if (target.matches("/.*/run/run-[^/]+/lock")) {
                    folders.add(Path.of(target).getParent());
                }
            }
        }
        return folders;
    }

    private List<String> findMounts(List<Path> runFolders) throws IOException {
        List<String> folders = Stream.concat(Stream.of(dataFolder), runFolders.stream()).map(Path::toString).toList();
        try (Stream<String> lines = Files.lines(procFile("mountinfo"))) {
            return lines.filter(line -> folders.stream().anyMatch(line::contains)).toList();
        }
    }

    /** Counts the folders of containers, including those prepared for future containers. */
    private static long countContainers(List<Path> runFolders) throws IOException {
        long count = 0;
        for (Path folder : runFolders) {
            try (Stream<Path> inside = Files.list(folder)) {
                count += inside.filter(path -> Files.isDirectory(path) && !path.endsWith(PID_FOLDER)
                    && !path.endsWith(USER_NAMESPACE_FOLDER)).count();
            }
        }
        return count;
    }

    private long readResidentMebibytes() throws IOException {
        try (Stream<String> lines = Files.lines(procFile("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB).findFirst().orElseThrow();
        }
    }

    /** Counts the entries of a folder that match a glob pattern; 0 for a missing folder. */
    static long countEntries(Path folder, String pattern) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, pattern)) {
            for (Path _ : all) {
                count++;
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return count;
    }
}
