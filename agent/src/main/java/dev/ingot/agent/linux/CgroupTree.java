package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The host's cgroup hierarchies, as far as this process sees them from the root.
 *
 * @param hierarchies where each controller's hierarchy is mounted; one of cgroup v2 under the name of no controller
 * @param unified     whether this is cgroup v2
 */
public record CgroupTree(Map<String, Path> hierarchies, boolean unified) {

    /** For an admin whose kernel lacks a controller. */
    public static final String MISSING_CONTROLLER_REMEDY =
        "boot with cgroup_enable=memory and without cgroup_disable=memory (Raspberry "
        + "Pi OS: in cmdline.txt), or use a kernel that has it; on a host with both versions of cgroups, mount one of them whole";

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/cgroup");
    /** The kernel gives the first cgroup namespace this inode number, always. */
    private static final String FIRST_NAMESPACE = "cgroup:[4026531835]";
    private static final String NO_CONTROLLER = "";

    public CgroupTree {
        hierarchies = Collections.unmodifiableSortedMap(new TreeMap<>(hierarchies));
    }

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

    /**
     * The tree of this host, to read counters and to set switches in: also from a container of a cgroup v2 host that has the
     * host's tree mounted. A process cannot be moved in it from there.
     */
    public static Optional<CgroupTree> ofVisibleHost() {
        try {
            Optional<CgroupTree> own = ofHost();
            return own.isPresent() ? own : findHostTreeMount(Files.readAllLines(MOUNTS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The tree among those mounts whose root lies above the cgroup namespace of whoever reads the mount table. */
    static Optional<CgroupTree> findHostTreeMount(List<String> mountTable) {
        return mountTable.stream().map(MountEntry::parse)
            .filter(mounted -> mounted.type().equals("cgroup2") && mounted.isAboveNamespace())
            .map(MountEntry::mountPoint)
            // Every group but the topmost has a type.
            .filter(point -> Files.exists(point.resolve("cgroup.procs")) && !Files.exists(point.resolve("cgroup.type")))
            .findFirst()
            .map(point -> new CgroupTree(Map.of(NO_CONTROLLER, point), true));
    }

    /** The tree a mount table describes, in the format of {@code /proc/self/mountinfo}. */
    public static Optional<CgroupTree> of(List<String> mountTable) {
        Map<String, Path> split = new HashMap<>();
        Path unified = null;
        for (String line : mountTable) {
            MountEntry mounted = MountEntry.parse(line);
            if (!mounted.isWholeHierarchy()) {
                continue;
            }
            if (mounted.type().equals("cgroup")) {
                mounted.options().forEach(controller -> split.put(controller, mounted.mountPoint()));
            } else if (mounted.type().equals("cgroup2") && unified == null) {
                unified = mounted.mountPoint();
            }
        }
        // A kernel may have no memory controller (cgroup_disable=memory).
        if (split.containsKey("cpuacct")) {
            if (unified != null) {
                split.put(NO_CONTROLLER, unified);
            }
            return Optional.of(new CgroupTree(split, false));
        }
        return split.containsKey("memory") || unified == null ? Optional.empty()
            : Optional.of(new CgroupTree(Map.of(NO_CONTROLLER, unified), true));
    }

    /** The hierarchy of a controller; empty when the kernel has none. */
    public Optional<Path> hierarchy(String controller) {
        return Optional.ofNullable(hierarchies.get(unified ? NO_CONTROLLER : controller));
    }

    /** Where all hierarchies are mounted. */
    public Set<Path> roots() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(hierarchies.values()));
    }

    /** The hierarchy that limits memory; where the kernel has no memory controller, the one that counts processor time. */
    public Path memory() {
        return hierarchy("memory").or(() -> hierarchy("cpuacct")).orElseThrow();
    }

    /**
     * Those of the controllers that cannot be used here: the kernel has none
     * (<a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>, {@code cgroup.controllers}), or in
     * cgroup v2 a hierarchy of v1 has it.
     */
    public List<String> missingControllers(List<String> controllers) {
        Collection<String> present = unified ? availableControllers() : hierarchies.keySet();
        return controllers.stream().filter(controller -> !present.contains(controller)).toList();
    }

    private List<String> availableControllers() {
        try {
            return List.of(Files.readString(memory().resolve("cgroup.controllers")).strip().split("\\s+"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The group at {@code path}, relative to the root; empty while there is none. */
    public Optional<CgroupStats> group(Path path) {
        Path inMemory = memory().resolve(path);
        Path inCpu = hierarchy("cpuacct").orElseThrow().resolve(path);
        return Files.isDirectory(inMemory) ? Optional.of(new CgroupStats(inCpu, inMemory, unified)) : Optional.empty();
    }

    /** One line of the mount table; {@code root} is the part of the file system that is mounted. */
    private record MountEntry(String root, Path mountPoint, String type, List<String> options) {

        static MountEntry parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ");
            String[] system = halves[1].split(" ");
            return new MountEntry(mount[3], Path.of(mount[4]), system[0], List.of(system[2].split(",")));
        }

        /** Whether the hierarchy is mounted, and not only a branch of it. */
        boolean isWholeHierarchy() {
            return root.equals("/");
        }

        /** Whether it begins above the reader's cgroup namespace, which the kernel shows as a way up. */
        boolean isAboveNamespace() {
            return root.matches("(/\\.\\.)+");
        }
    }
}
