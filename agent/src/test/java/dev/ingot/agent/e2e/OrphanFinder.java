package dev.ingot.agent.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds what an agent should have removed below its home. */
final class OrphanFinder {
    private OrphanFinder() { }

    /** Job directories that still exist, and mounts that still lie below {@code home}. */
    static List<String> findBelow(Path home) throws IOException {
        try (Stream<Path> dirs = Files.list(home.resolve("data/ingot-jobs"));
            Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return Stream.concat(
                dirs.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("job-")),
                mounts.filter(line -> line.contains(home.toString()))).toList();
        }
    }
}
