package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.HostCommand;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether an OCI command line can run containers on this host, and what to do when it cannot.
 *
 * @param tree the host's cgroups; empty when they are not visible
 */
record OciProbe(OciSettings settings, Optional<CgroupTree> tree) {

    private static final Path FILE_SYSTEMS = Path.of("/proc/filesystems");
    private static final Path LOOP_DEVICES = Path.of("/dev/loop-control");
    private static final Path HYBRID_CONTROLLERS = Path.of("/sys/fs/cgroup/unified/cgroup.controllers");

    /** The controllers without which containers cannot be created or limited. */
    private static final List<String> UNIFIED_CONTROLLERS = List.of("memory", "pids", "cpu");
    private static final List<String> SPLIT_CONTROLLERS = List.of("memory", "pids");

    /** Runs all checks. Executes the OCI command once. */
    Health probe() {
        try {
            return check();
        } catch (IOException e) {
            return new Health.Unavailable("cannot run " + settings.command() + ": " + e.getMessage(),
                "install " + settings.command() + " (apt-get install crun), or name the path of another OCI runtime");
        }
    }

    private Health check() throws IOException {
        String version = version();
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Health.Unavailable("containers without a daemon need root", "run the agent as root");
        }
        if (tree.isEmpty()) {
            return new Health.Unavailable("the host's cgroups are not visible to the agent",
                "run the agent on the host, or in its cgroup namespace with /sys/fs/cgroup mounted");
        }
        List<String> missing = tree.get().missingControllers(tree.get().unified() ? UNIFIED_CONTROLLERS : SPLIT_CONTROLLERS);
        if (!missing.isEmpty()) {
            return new Health.Unavailable("the kernel offers no cgroup controller " + String.join(", ", missing) + " in "
                + tree.get().memory() + ", so containers could not be limited", CgroupTree.MISSING_CONTROLLER_REMEDY);
        }
        if (!Files.isWritable(tree.get().memory())) {
            return new Health.Unavailable(tree.get().memory() + " is not writable",
                "mount the cgroup file system writable");
        }
        if (Files.readAllLines(FILE_SYSTEMS).stream().noneMatch(line -> line.endsWith("\toverlay"))) {
            return new Health.Unavailable("the kernel has no overlay file system", "modprobe overlay");
        }
        if (settings.command().endsWith("crun") && hasHybridControllers()) {
            return new Health.Unavailable("crun refuses this hybrid cgroup layout: its v2 tree holds "
                + Files.readString(HYBRID_CONTROLLERS).strip(),
                "mount those controllers as v1 (hugetlb: mkdir -p /sys/fs/cgroup/hugetlb && "
                    + "mount -t cgroup -o hugetlb cgroup /sys/fs/cgroup/hugetlb), boot with one layout, or use runc");
        }
        if (settings.mapsUsers() && !canKernelMapOwners(System.getProperty("os.version"))) {
            return new Health.Unavailable("Linux " + System.getProperty("os.version")
                + " cannot map owners on an overlay, which userns: auto needs", "use Linux 5.19 or later, or set userns: host");
        }
        if (settings.layer() instanceof WritableLayer.OnDisk && OciSettings.findOnPath("mkfs.ext4").isEmpty()) {
            return new Health.Unavailable("writable-layer: disk needs mkfs.ext4, which is not in PATH",
                "apt-get install e2fsprogs, or remove the key writable-layer");
        }
        if (settings.layer() instanceof WritableLayer.OnDisk && !Files.exists(LOOP_DEVICES)) {
            return new Health.Unavailable("writable-layer: disk needs loop devices, which the kernel does not have",
                "modprobe loop, or remove the key layer");
        }
        if (settings.sharedKernel() && settings.findPluginFolder().isEmpty()) {
            return new Health.Degraded(version, "no CNI plugins in " + settings.plugins() + ": no network, no ports",
                "apt-get install containernetworking-plugins iptables");
        }
        Optional<String> conflict = settings.mapsUsers() ? SubordinateIds.ofHost().findOverlap(IdRanges.FIRST, IdRanges.END)
            : Optional.empty();
        if (conflict.isPresent()) {
            return new Health.Degraded(version, "ids " + IdRanges.FIRST + " to " + (IdRanges.END - 1)
                + " are used by containers with userns: auto, and " + conflict.get() + ": that user could access containers",
                "give that user another range, or set userns: host");
        }
        return new Health.Ready(version);
    }

    /**
     * Returns whether the kernel supports an overlay above id-mapped mounts (Linux 5.19,
     * https://kernelnewbies.org/Linux_5.19).
     *
     * @param release as {@code uname -r} prints it
     */
    static boolean canKernelMapOwners(String release) {
        String[] numbers = release.split("\\D+", 3);
        int major = Integer.parseInt(numbers[0]);
        return major > 5 || major == 5 && Integer.parseInt(numbers[1]) >= 19;
    }

    private static boolean hasHybridControllers() throws IOException {
        return Files.exists(HYBRID_CONTROLLERS) && !Files.readString(HYBRID_CONTROLLERS).isBlank();
    }

    /** Returns whether containers have a user namespace, for runtimes that share the host's kernel. */
    private String describeUsers() {
        return !settings.sharedKernel() ? "" : settings.mapsUsers() ? ", userns: auto" : ", userns: host";
    }

    /** Returns the first line of the command's version text, and whether containers have a user namespace. */
    private String version() throws IOException {
        String output = HostCommand.of(settings.command(), "--version").run();
        return output.lines().findFirst().orElse(settings.command()) + describeUsers();
    }
}
