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
 * What the host shows of one running agent and its containers. Everything is counted from outside, by /proc and the file
 * system, and nothing of other agents.
 *
 * @param agent its process id
 * @param data  its tmpdir
 */
record Census(long agent, Path data) {
    static final String RESIDENT = "resident MiB";
    static final String THREADS = "threads";

    private static final long KIB_PER_MIB = 1024;
    private static final String PIDS = "pids";

    /** Name to number, in the order of the report. */
    Map<String, Long> take() throws IOException {
        List<Path> runFolders = runFolders();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("job directories", entries(data.resolve("ingot-jobs"), "job-*"));
        counts.put("mounts", mounts(runFolders));
        counts.put("containers", containers(runFolders));
        counts.put("processes in containers", (long) Processes.mounting(data, agent).size());
        counts.put("child processes", Processes.childrenOf(agent));
        counts.put("descriptors", entries(own("fd"), "*"));
        counts.put(THREADS, entries(own("task"), "*"));
        counts.put(RESIDENT, resident());
        return counts;
    }

    private Path own(String file) {
        return Processes.PROC.resolve(Long.toString(agent)).resolve(file);
    }

    /** Where a direct runtime has its containers: it keeps the lock of that folder open. */
    private List<Path> runFolders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(own("fd"))) {
            for (Path descriptor : open) {
                String target = Processes.target(descriptor);
                if (target.matches("/.*/run/run-[^/]+/lock")) {
                    folders.add(Path.of(target).getParent());
                }
            }
        }
        return folders;
    }

    private long mounts(List<Path> runFolders) throws IOException {
        List<String> places = Stream.concat(Stream.of(data), runFolders.stream()).map(Path::toString).toList();
        try (Stream<String> lines = Files.lines(own("mountinfo"))) {
            return lines.filter(line -> places.stream().anyMatch(line::contains)).count();
        }
    }

    /** With the places that are kept ready for containers to come. */
    private static long containers(List<Path> runFolders) throws IOException {
        long count = 0;
        for (Path folder : runFolders) {
            try (Stream<Path> inside = Files.list(folder)) {
                count += inside.filter(path -> Files.isDirectory(path) && !path.endsWith(PIDS)).count();
            }
        }
        return count;
    }

    private long resident() throws IOException {
        try (Stream<String> lines = Files.lines(own("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB).findFirst().orElseThrow();
        }
    }

    /** None in a folder that is not there. */
    static long entries(Path folder, String pattern) throws IOException {
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
