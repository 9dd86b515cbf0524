package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The ids that an admin has given to users of the host for their own containers.
 *
 * @param files in the format of subuid(5), one range per line: {@code name:first:count}; missing files give no ids
 */
public record SubordinateIds(List<Path> files) {

    /** Returns those of this host. */
    static SubordinateIds ofHost() {
        return new SubordinateIds(List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid")));
    }

    /** Returns the first line, with its file, whose range has ids from {@code first} on and below {@code end}. */
    Optional<String> findOverlap(long first, long end) throws IOException {
        for (Path file : files) {
            Optional<String> line = lines(file).stream().filter(each -> overlaps(each, first, end)).findFirst();
            if (line.isPresent()) {
                return Optional.of(file + " has " + line.get());
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean overlaps(String line, long first, long end) {
        String[] fields = line.strip().split(":");
        try {
            long start = Long.parseLong(fields[1]);
            return start < end && start + Long.parseLong(fields[2]) > first;
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            // A comment or an invalid line, which gives no ids.
            return false;
        }
    }
}
