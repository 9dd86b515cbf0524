package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes the files of cgroup v2 in a copy, for hosts with version 1. */
class ManagedCgroupTest {

    @TempDir
    private Path root;
    private ManagedCgroup group;

    @BeforeEach
    void makeTree() throws IOException {
        file(root, "cgroup.subtree_control", "");
        group = ManagedCgroup.at(new CgroupTree(Map.of("", root), true), Path.of("own"));
    }

    @Test
    void makeEnablesTheControllersOfTheParent() throws Exception {
        group.make();
        assertTrue(Files.isDirectory(root.resolve("own")));
        assertEquals("+memory +pids +cpu", Files.readString(root.resolve("cgroup.subtree_control")));
    }

    @Test
    void limitsDisableSwapAndEnableTheOomGroup() throws Exception {
        group.make();
        for (String name : List.of("memory.max", "memory.swap.max", "memory.oom.group", "pids.max")) {
            file(root.resolve("own"), name, "");
        }
        group.setLimits(1 << 20, 7);
        assertEquals("1048576", Files.readString(root.resolve("own/memory.max")));
        assertEquals("0", Files.readString(root.resolve("own/memory.swap.max")));
        assertEquals("1", Files.readString(root.resolve("own/memory.oom.group")));
        assertEquals("7", Files.readString(root.resolve("own/pids.max")));
    }

    @Test
    void killsTheWholeGroupByCgroupKill() throws Exception {
        group.make();
        file(root.resolve("own"), "cgroup.kill", "");
        group.kill(_ -> false);
        assertEquals("1", Files.readString(root.resolve("own/cgroup.kill")));
    }

    @Test
    void listsProcessesOfChildGroups() throws Exception {
        group.make();
        file(root.resolve("own"), "cgroup.procs", "");
        file(Files.createDirectory(root.resolve("own/container")), "cgroup.procs", "12\n13\n");
        assertEquals(List.of(12L, 13L), group.processes());
    }

    @Test
    void aGroupThatIsGoneHasNoProcessesAndIsRemoved() throws Exception {
        assertEquals(List.of(), group.processes());
        assertTrue(group.remove());
    }

    @Test
    void removesChildGroups() throws Exception {
        group.make();
        Files.createDirectory(root.resolve("own/container"));
        assertTrue(group.remove());
        assertFalse(Files.exists(root.resolve("own")));
    }

    private static void file(Path folder, String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
