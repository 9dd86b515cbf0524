package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out whether an OCI command line can run containers here, and says what to do when it cannot. */
record OciProbe(OciSettings settings, Optional<CgroupTree> tree) {

    private static final Path FILE_SYSTEMS = Path.of("/proc/filesystems");
    private static final Path LOOP_DEVICES = Path.of("/dev/loop-control");
    private static final Path HYBRID_CONTROLLERS = Path.of("/sys/fs/cgroup/unified/cgroup.controllers");

    /** Without these no container of ours can be made, or limited. */
    private static final List<String> UNIFIED_CONTROLLERS = List.of("memory", "pids", "cpu");
    private static final List<String> SPLIT_CONTROLLERS = List.of("memory", "pids");

    Health probe() {
        try {
            return check();
        } catch (IOException e) {
            return new Health.Unavailable(settings.command() + " cannot be run: " + e.getMessage(),
                "install " + settings.command() + " (apt-get install crun), or name the path of another OCI runtime");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Health.Unavailable("interrupted", "try again");
        }
    }

    private Health check() throws IOException, InterruptedException {
        String version = version();
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Health.Unavailable("containers without a daemon need root", "run the agent as root");
        }
        if (tree.isEmpty()) {
            return new Health.Unavailable("the host's cgroups cannot be seen from here",
                "run the agent on the host, or in its cgroup namespace with /sys/fs/cgroup mounted");
        }
        List<String> missing = tree.get().missingControllers(tree.get().unified() ? UNIFIED_CONTROLLERS : SPLIT_CONTROLLERS);
        if (!missing.isEmpty()) {
            return new Health.Unavailable("the kernel offers no cgroup controller " + String.join(", ", missing) + " in "
                + tree.get().memory() + ", so containers could not be limited", CgroupTree.MISSING_CONTROLLER_REMEDY);
        }
        if (!Files.isWritable(tree.get().memory())) {
            return new Health.Unavailable(tree.get().memory() + " cannot be written",
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
                + " cannot show an image's files to other users", "use Linux from 5.19 on, or write userns: host");
        }
        if (settings.layer() instanceof WritableLayer.OnDisk && OciSettings.findOnPath("mkfs.ext4").isEmpty()) {
            return new Health.Unavailable("there is no mkfs.ext4 in PATH, and layer is disk", "apt-get install e2fsprogs, "
                + "or leave layer out");
        }
        if (settings.layer() instanceof WritableLayer.OnDisk && !Files.exists(LOOP_DEVICES)) {
            return new Health.Unavailable("the kernel has no loop devices, and layer is disk",
                "modprobe loop, or leave layer out");
        }
        if (settings.sharedKernel() && settings.findPluginFolder().isEmpty()) {
            return new Health.Degraded(version, "no CNI plugins in " + settings.plugins() + ": no network, no ports",
                "apt-get install containernetworking-plugins iptables");
        }
        Optional<String> alsoOurs = settings.mapsUsers() ? SubordinateIds.ofHost().findOverlap(IdRanges.FIRST, IdRanges.END)
            : Optional.empty();
        if (alsoOurs.isPresent()) {
            return new Health.Degraded(version, alsoOurs.get() + ", of which some are kept for containers with userns: auto ("
                + IdRanges.FIRST + " to " + (IdRanges.END - 1) + "): who has them there may reach into containers",
                "give that user another range, or write userns: host");
        }
        return new Health.Ready(version);
    }

    /** Overlays over mounts with mapped owners came with 5.19. */
    static boolean canKernelMapOwners(String release) {
        String[] numbers = release.split("\\D+", 3);
        int major = Integer.parseInt(numbers[0]);
        return major > 5 || major == 5 && Integer.parseInt(numbers[1]) >= 19;
    }

    private static boolean hasHybridControllers() throws IOException {
        return Files.exists(HYBRID_CONTROLLERS) && !Files.readString(HYBRID_CONTROLLERS).isBlank();
    }

    /** Whether the users of its containers are the host's, where the kernel is shared. */
    private String describeUsers() {
        return !settings.sharedKernel() ? "" : settings.mapsUsers() ? ", userns: auto" : ", userns: host";
    }

    /** The first line of what the command says of itself, and who its containers' users are. */
    private String version() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(settings.command(), "--version").redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said.strip());
        }
        return said.lines().findFirst().orElse(settings.command()) + describeUsers();
    }
}
