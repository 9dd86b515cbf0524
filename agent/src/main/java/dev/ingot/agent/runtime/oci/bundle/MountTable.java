package dev.ingot.agent.runtime.oci.bundle;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.oci.root.ContainerRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists the mounts in a container's root: the kernel's file systems as Docker mounts them, then those of the specification.
 */
record MountTable(ContainerSpec spec, ContainerRoot root, CgroupPlacement cgroupPlacement) {

    private static final String CGROUPS = "/sys/fs/cgroup";

    /** Returns the entries of {@code mounts} in {@code config.json}, in order. */
    List<Map<String, Object>> entries() {
        List<Map<String, Object>> entries = new ArrayList<>(List.of(
            entry("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            entry("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            entry("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            entry("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            entry("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            entry("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")));
        switch (cgroupPlacement) {
            case CgroupPlacement.MadeByAgent(Map<String, Path> folders) -> entries.addAll(cgroupMounts(folders));
            case CgroupPlacement.MadeByOciRuntime placement -> entries.add(entry(CGROUPS, "cgroup", "cgroup", "nosuid", "noexec",
                "nodev", "ro"));
        }
        for (String folder : spec.tmpfs()) {
            entries.add(entry(folder, "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=16m"));
        }
        List<Mount> mounts = spec.mounts();
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            entries.add(entry(mount.target(), "bind", root.mountSource(i).toString(),
                "bind", "rprivate", mount.readOnly() ? "ro" : "rw"));
        }
        return entries;
    }

    private static List<Map<String, Object>> cgroupMounts(Map<String, Path> folders) {
        List<Map<String, Object>> entries = new ArrayList<>();
        if (!folders.isEmpty()) {
            entries.add(entry(CGROUPS, "tmpfs", "tmpfs", "nosuid", "noexec", "nodev", "mode=755", "size=4k", "ro"));
            new TreeMap<>(folders).forEach((name, folder) -> entries.add(entry(CGROUPS + "/" + name, "bind", folder.toString(),
                "bind", "rprivate", "nosuid", "noexec", "nodev", "ro")));
        }
        return entries;
    }

    private static Map<String, Object> entry(String target, String type, String source, String... options) {
        return Map.of("destination", target, "type", type, "source", source, "options", List.of(options));
    }
}
