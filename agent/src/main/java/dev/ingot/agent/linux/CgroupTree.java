package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The host's cgroup hierarchies, as far as this process sees them from the root.
 *
 * @param cpu     the hierarchy that counts CPU time
 * @param memory  the hierarchy that limits memory; with cgroup v2 the same
 * @param unified whether this is cgroup v2
 */
public record CgroupTree(Path cpu, Path memory, boolean unified) {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/cgroup");
    /** The kernel gives the first cgroup namespace this inode number, always. */
    private static final String FIRST_NAMESPACE = "cgroup:[4026531835]";

    /** The tree of this host; empty when this process sees a part of it only, as in a container. */
    public static Optional<CgroupTree> ofHost() {
        try {
            if (!Files.readSymbolicLink(NAMESPACE).toString().equals(FIRST_NAMESPACE)) {
                return Optional.empty();
            }
            return of(Files.readAllLines(MOUNTS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The tree a mount table describes, in the format of {@code /proc/self/mountinfo}. */
    public static Optional<CgroupTree> of(List<String> mountTable) {
        Path cpu = null;
        Path memory = null;
        Path unified = null;
        for (String line : mountTable) {
            Mounted mounted = Mounted.parse(line);
            if (mounted.type().equals("cgroup") && mounted.has("cpuacct")) {
                cpu = mounted.whole();
            }
            if (mounted.type().equals("cgroup") && mounted.has("memory")) {
                memory = mounted.whole();
            }
            if (mounted.type().equals("cgroup2") && unified == null) {
                unified = mounted.whole();
            }
        }
        if (cpu != null && memory != null) {
            return Optional.of(new CgroupTree(cpu, memory, false));
        }
        boolean hybrid = cpu != null || memory != null;
        return hybrid || unified == null ? Optional.empty() : Optional.of(new CgroupTree(unified, unified, true));
    }

    /** The group at {@code path}, relative to the root; empty while there is none. */
    public Optional<Cgroup> group(Path path) {
        Path inMemory = memory.resolve(path);
        return Files.isDirectory(inMemory) ? Optional.of(new Cgroup(cpu.resolve(path), inMemory, unified)) : Optional.empty();
    }

    /** One line of the mount table; {@code root} is the part of the file system that is mounted. */
    private record Mounted(String root, Path point, String type, List<String> options) {

        static Mounted parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ");
            String[] system = halves[1].split(" ");
            return new Mounted(mount[3], Path.of(mount[4]), system[0], List.of(system[2].split(",")));
        }

        boolean has(String controller) {
            return options.contains(controller);
        }

        /** Where the hierarchy is mounted, null when it is only a branch of it. */
        Path whole() {
            return root.equals("/") ? point : null;
        }
    }
}
