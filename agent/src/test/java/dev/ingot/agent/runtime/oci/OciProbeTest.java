package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.Health;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes kernels that lack something. */
class OciProbeTest {

    @TempDir
    private Path folder;

    @Test
    void reportsAMissingMemoryControllerWithTheRemedy() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Files.writeString(folder.resolve("cgroup.controllers"), "cpuset cpu io pids\n");
        CgroupTree tree = CgroupTree.of(List.of("30 24 0:26 / " + folder + " rw - cgroup2 cgroup2 rw")).orElseThrow();
        // Any program that prints its version.
        Health.Unavailable absent =
            assertInstanceOf(Health.Unavailable.class, new OciProbe(OciSettings.of("x", "bash"), Optional.of(tree)).probe());
        assertEquals("the kernel offers no cgroup controller memory in " + folder + ", so containers could not be limited",
            absent.reason());
        assertTrue(absent.remedy().contains("cgroup_enable=memory"), absent.remedy());
    }
}
