package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.RootedFiles;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which programs the images have. The server tells of one that is missing as of one that returned 127, so we look before the
 * first time, where we can: the server's own interface to files makes the end of an instance wait for a minute.
 */
final class ProgramLookup {

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Throws when a running instance of the image, whose cgroup this is, has no such program. */
    void require(Optional<CgroupStats> instance, String image, String program, String path) {
        String key = image + " " + program;
        if (known.contains(key)) {
            return;
        }
        Optional<Path> root = instance.flatMap(ProgramLookup::root);
        Stream<String> places = program.contains("/") ? Stream.of(program)
            : Stream.of(path.split(":")).map(folder -> folder + "/" + program);
        if (root.isPresent() && places.noneMatch(place -> RootedFiles.exists(root.get(), place))) {
            throw new RuntimeFault(Kind.INVALID, "image " + image + " has no program " + program, null);
        }
        known.add(key);
    }

    private static Optional<Path> root(CgroupStats instance) {
        try {
            return instance.initPid().map(process -> Path.of("/proc", process.toString(), "root"));
        } catch (IOException e) {
            // It has ended; what is tried next says so.
            return Optional.empty();
        }
    }
}
