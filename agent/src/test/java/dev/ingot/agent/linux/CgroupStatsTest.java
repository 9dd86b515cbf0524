package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads cgroup files of both versions, in the kernel's format. */
class CgroupStatsTest {

    private static final List<String> VERSION_1 = List.of(
        "30 24 0:26 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw",
        "33 24 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct",
        "35 24 0:31 / /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory");
    private static final List<String> VERSION_2 = List.of(
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
        "30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate");

    @TempDir
    private Path directory;

    @Test
    void detectsTheCgroupVersionFromTheMountTable() {
        CgroupTree split = CgroupTree.of(VERSION_1).orElseThrow();
        assertFalse(split.unified());
        assertEquals(Optional.of(Path.of("/sys/fs/cgroup/cpu,cpuacct")), split.hierarchy("cpuacct"));
        assertEquals(Path.of("/sys/fs/cgroup/memory"), split.memory());
        CgroupTree unified = CgroupTree.of(VERSION_2).orElseThrow();
        assertTrue(unified.unified());
        assertEquals(Path.of("/sys/fs/cgroup"), unified.memory());
    }

    @Test
    void ignoresAHierarchyThatIsMountedInPart() {
        List<String> inContainer = VERSION_1.stream().map(line -> line.replace(" / /sys", " /docker/abc /sys")).toList();
        assertEquals(Optional.empty(), CgroupTree.of(inContainer));
        assertEquals(Optional.empty(), CgroupTree.of(List.of()));
    }

    @Test
    void findsTheHostTreeMountedIntoAContainer() throws Exception {
        String own = "30 24 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate";
        String hostMount = "31 24 0:26 /../.. " + directory + " rw,nosuid - cgroup2 cgroup rw,nsdelegate";
        assertEquals(Optional.empty(), CgroupTree.findHostTreeMount(List.of(own, hostMount)), "no cgroup hierarchy is mounted");
        write("cgroup.procs", "0\n");
        CgroupTree tree = CgroupTree.findHostTreeMount(List.of(own, hostMount)).orElseThrow();
        assertEquals(directory, tree.memory());
        assertTrue(tree.unified());
        assertEquals(Optional.empty(), CgroupTree.findHostTreeMount(List.of(own)));
        write("cgroup.type", "domain\n");
        assertEquals(Optional.empty(), CgroupTree.findHostTreeMount(List.of(own, hostMount)), "not the root is mounted");
    }

    @Test
    void readsTheCountersOfVersion1() throws Exception {
        write("cpuacct.usage", "1234567\n");
        write("memory.max_usage_in_bytes", "4096\n");
        write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertEquals(new CgroupStats.Reading(1234567, 4096, 2), new CgroupStats(directory, directory, false).read());
    }

    @Test
    void countsAnOomKillWhenSocketBuffersPassHalfTheLimitInVersion1() throws Exception {
        write("cpuacct.usage", "1\n");
        write("memory.max_usage_in_bytes", "4096\n");
        write("memory.oom_control", "oom_kill 0\n");
        write("memory.limit_in_bytes", "104857600\n");
        write("memory.kmem.tcp.limit_in_bytes", "0\n");
        CgroupStats group = new CgroupStats(directory, directory, false);
        group.limitSocketBuffers();
        assertEquals("26214400", Files.readString(directory.resolve("memory.kmem.tcp.limit_in_bytes")));
        write("memory.kmem.tcp.usage_in_bytes", "52428800\n");
        assertEquals(0, group.read().oomKills());
        write("memory.kmem.tcp.usage_in_bytes", "52432896\n");
        assertEquals(1, group.read().oomKills());
    }

    @Test
    void readsTheCountersOfVersion2() throws Exception {
        write("cpu.stat", "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n");
        write("memory.current", "4000\n");
        write("memory.events", "low 0\nhigh 0\nmax 9\noom 3\noom_kill 1\noom_group_kill 0\n");
        CgroupStats cgroup = new CgroupStats(directory, directory, true);
        assertEquals(new CgroupStats.Reading(1_500_000, 4000, 1), cgroup.read());
        write("memory.peak", "5000\n");
        assertEquals(new CgroupStats.Reading(1_500_000, 5000, 1), cgroup.read());
    }

    @Test
    void readsCpuTimeWithoutAMemoryController() throws Exception {
        write("cpu.stat", "usage_usec 1500\n");
        assertEquals(new CgroupStats.Reading(1_500_000, 0, 0), new CgroupStats(directory, directory, true).read());
        write("cpuacct.usage", "1234567\n");
        assertEquals(new CgroupStats.Reading(1234567, 0, 0), new CgroupStats(directory, directory, false).read());
    }

    @Test
    void listsMissingControllers() throws Exception {
        List<String> withoutMemory = VERSION_1.stream().filter(line -> !line.endsWith("memory")).toList();
        CgroupTree split = CgroupTree.of(withoutMemory).orElseThrow();
        assertFalse(split.unified());
        assertEquals(List.of("memory", "pids"), split.missingControllers(List.of("memory", "pids", "cpuacct")));
        assertEquals(Path.of("/sys/fs/cgroup/cpu,cpuacct"), split.memory());
        CgroupTree unified = CgroupTree.of(List.of("30 24 0:26 / " + directory + " rw - cgroup2 cgroup2 rw")).orElseThrow();
        write("cgroup.controllers", "cpu io pids\n");
        assertEquals(List.of("memory"), unified.missingControllers(List.of("memory", "pids")));
        write("cgroup.controllers", "cpu memory pids\n");
        assertEquals(List.of(), unified.missingControllers(List.of("memory", "pids")));
    }

    @Test
    void readFailsOnceTheGroupIsGone() {
        assertThrows(IOException.class, () -> new CgroupStats(directory.resolve("gone"), directory.resolve("gone"), true).read());
    }

    @Test
    void enablesTheOomGroup() throws Exception {
        write("memory.oom.group", "0\n");
        new CgroupStats(directory, directory, true).enableOomGroup();
        assertEquals("1", Files.readString(directory.resolve("memory.oom.group")));
    }

    @Test
    void findsNoInitAmongProcessesOfTheHostsNamespace() throws Exception {
        // The test's process is not number 1 in any nested process namespace.
        write("cgroup.procs", ProcessHandle.current().pid() + "\n");
        assertEquals(Optional.empty(), new CgroupStats(directory, directory, true).initPid());
        write("cgroup.procs", "");
        assertEquals(Optional.empty(), new CgroupStats(directory, directory, true).initPid());
        assertFalse(new CgroupStats(directory, directory, true).hasProcesses());
    }

    @Test
    void hasProcessesButNoInitWhenTheyAreInvisible() throws Exception {
        write("cgroup.procs", "0\n0\n");
        assertEquals(Optional.empty(), new CgroupStats(directory, directory, true).initPid());
        assertTrue(new CgroupStats(directory, directory, true).hasProcesses());
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(directory.resolve(file), content);
    }
}
