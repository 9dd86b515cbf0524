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
 * The host's cgroup hierarchies, seen from their root.
 *
 * @param hierarchies the mount point of each controller's hierarchy; the empty name stands for the one of cgroup v2
 * @param unified     whether this is cgroup v2
 */
public record CgroupTree(Map<String, Path> hierarchies, boolean unified) {

    /** The remedy to show when the kernel lacks a controller. */
    public static final String MISSING_CONTROLLER_REMEDY =
        "boot with cgroup_enable=memory and without cgroup_disable=memory (Raspberry "
        + "Pi OS: in cmdline.txt), or use a kernel that has it; on a host with both versions of cgroups, mount one of them whole";

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/cgroup");
    /** The fixed inode number of the initial cgroup namespace (PROC_CGROUP_INIT_INO, include/linux/proc_ns.h). */
    private static final String FIRST_NAMESPACE = "cgroup:[4026531835]";
    private static final String NO_CONTROLLER = "";

    public CgroupTree {
        hierarchies = Collections.unmodifiableSortedMap(new TreeMap<>(hierarchies));
    }

    /** Returns the tree of this host; empty when this process sees only a part of it, as in a container. */
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
     * Returns the tree of this host for reading counters and setting switches. It is also found from a container on a cgroup
     * v2 host when the host's tree is mounted into the container; processes cannot be moved in it from there.
     */
    public static Optional<CgroupTree> ofVisibleHost() {
        try {
            Optional<CgroupTree> host = ofHost();
            return host.isPresent() ? host : findHostTreeMount(Files.readAllLines(MOUNTS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the cgroup v2 tree in the mount table whose root lies above the reader's cgroup namespace. */
    static Optional<CgroupTree> findHostTreeMount(List<String> mountTable) {
        return mountTable.stream().map(MountEntry::parse)
            .filter(mounted -> mounted.type().equals("cgroup2") && mounted.isAboveNamespace())
            .map(MountEntry::mountPoint)
            // Every cgroup except the root has a file cgroup.type (cgroups(7)).
            .filter(point -> Files.exists(point.resolve("cgroup.procs")) && !Files.exists(point.resolve("cgroup.type")))
            .findFirst()
            .map(point -> new CgroupTree(Map.of(NO_CONTROLLER, point), true));
    }

    /**
     * Returns the tree that a mount table describes.
     *
     * @param mountTable lines in the format of {@code /proc/self/mountinfo}
     * @return empty when no hierarchy that counts CPU time or memory is mounted as a whole
     */
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

    /** Returns the root of a controller's hierarchy; empty when the kernel has no such controller. */
    public Optional<Path> hierarchy(String controller) {
        return Optional.ofNullable(hierarchies.get(unified ? NO_CONTROLLER : controller));
    }

    /** Returns the mount points of all hierarchies. */
    public Set<Path> roots() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(hierarchies.values()));
    }

    /**
     * Returns the root of the hierarchy that limits memory; on a kernel without memory controller, of the one that counts CPU
     * time.
     */
    public Path memory() {
        return hierarchy("memory").or(() -> hierarchy("cpuacct")).orElseThrow();
    }

    /**
     * Returns those of the given controllers that cannot be used: the kernel has none
     * (<a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>, {@code cgroup.controllers}), or, with
     * cgroup v2, a hierarchy of v1 uses it.
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

    /** Returns the cgroup at {@code path}, relative to the root; empty when it does not exist. */
    public Optional<CgroupStats> group(Path path) {
        Path inMemory = memory().resolve(path);
        Path inCpu = hierarchy("cpuacct").orElseThrow().resolve(path);
        return Files.isDirectory(inMemory) ? Optional.of(new CgroupStats(inCpu, inMemory, unified)) : Optional.empty();
    }

    /**
     * One line of the mount table.
     *
     * @param root the part of the file system that is mounted (proc_pid_mountinfo(5))
     */
    private record MountEntry(String root, Path mountPoint, String type, List<String> options) {

        static MountEntry parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ");
            String[] system = halves[1].split(" ");
            return new MountEntry(mount[3], Path.of(mount[4]), system[0], List.of(system[2].split(",")));
        }

        /** Returns whether the whole hierarchy is mounted. */
        boolean isWholeHierarchy() {
            return root.equals("/");
        }

        /**
         * Returns whether the mount begins above the reader's cgroup namespace: its root is then a path of {@code /..}
         * (cgroup_namespaces(7)).
         */
        boolean isAboveNamespace() {
            return root.matches("(/\\.\\.)+");
        }
    }
}
