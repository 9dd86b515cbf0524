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
 * Checks whether images have the programs to execute. The server reports a missing program as exit status 127, so the agent looks
 * for a program before its first use, if it can see the instance's processes. It does not use the server's API for files, which
 * delays the end of an instance by a minute.
 */
final class ProgramLookup {

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * Requires that an image has a program.
     *
     * @param instance cgroup of a running instance of the image; when empty, the program is assumed to exist
     * @param image    fingerprint of the image
     * @param program  name or path
     * @param path     folders where a program without a slash in its name may be, separated by colons
     * @throws RuntimeFault of kind INVALID when the program does not exist
     */
    void require(Optional<CgroupStats> instance, String image, String program, String path) {
        String key = image + " " + program;
        if (known.contains(key)) {
            return;
        }
        Optional<Path> root = instance.flatMap(ProgramLookup::root);
        Stream<String> candidates = program.contains("/") ? Stream.of(program)
            : Stream.of(path.split(":")).map(folder -> folder + "/" + program);
        if (root.isPresent() && candidates.noneMatch(candidate -> RootedFiles.exists(root.get(), candidate))) {
            throw new RuntimeFault(Kind.INVALID, "image " + image + " has no program " + program, null);
        }
        known.add(key);
    }

    private static Optional<Path> root(CgroupStats instance) {
        try {
            return instance.initPid().map(process -> Path.of("/proc", process.toString(), "root"));
        } catch (IOException e) {
            // The instance has ended; the next call for it fails.
            return Optional.empty();
        }
    }
}
