package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the next agent process on a host finds and removes what a killed agent left. */
@RequiresRuntime("oci:crun")
class OciCrashIT {

    @TempDir
    private Path folder;

    @Test
    void removesAllContainersOfAKilledAgent() throws Exception {
        String id = startAndKill("crun", "plain");
        OciRuntime next = new OciRuntime(OciFixture.settings("crun", folder));
        try {
            List<Container> found = next.findOrphans("victim");
            assertTrue(found.stream().map(Container::id).toList().contains(id), found::toString);
            found.forEach(Container::close);
            assertEquals(List.of(), next.findOrphans("victim"));
        } finally {
            next.close();
        }
        assertNothingStays(id);
    }

    @Test
    void removesContainersOfAKilledAgentWithAnotherId() throws Exception {
        assertRemovedBy("crun", startAndKill("crun", "plain"));
    }

    @Test
    void removesContainersWithMappedUsersOfAKilledAgent() throws Exception {
        assertRemovedBy("crun", startAndKill("crun", "userns"));
    }

    @Test
    void removesContainersOfAKilledAgentWithAnotherOciCommand() throws Exception {
        assertRemovedBy("runc", startAndKill("crun", "plain"));
    }

    @Test
    void leavesContainersOfARunningAgentAlone() throws Exception {
        try (AgentToKill.Process living = AgentToKill.start(folder, "crun", "plain")) {
            try (ReapingRuntime other = new ReapingRuntime(new OciRuntime(OciFixture.settings("crun", folder)))) {
                other.removeOrphans("another");
                assertEquals(0, other.orphansRemoved());
            }
            assertTrue(AgentToKill.programRuns(living.id()), "the container goes on");
        }
        assertRemovedBy("crun", null);
    }

    private String startAndKill(String command, String kind) throws Exception {
        try (AgentToKill.Process agent = AgentToKill.start(folder, command, kind)) {
            return agent.id();
        }
    }

    private void assertRemovedBy(String command, String id) throws IOException {
        try (ReapingRuntime next = new ReapingRuntime(new OciRuntime(OciFixture.settings(command, folder)))) {
            next.removeOrphans("another");
            assertTrue(next.orphansRemoved() > 0, "removed: " + next.orphansRemoved());
            try (Stream<Path> left = Files.walk(folder.resolve("state/crun/run"), 2)) {
                long ours = command.equals("crun") ? 1 : 0;
                assertEquals(ours, left.filter(path -> path.endsWith("lock")).count(), "run folders");
            }
        }
        assertNothingStays(id);
    }

    private void assertNothingStays(String id) throws IOException {
        Path state = folder.resolve("state");
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        assertEquals(List.of(), mounts.stream().filter(line -> line.contains(state.toString())).toList(), "mounts");
        for (String each : List.of("crun/run", "crun/notes", "ids")) {
            assertEquals(List.of(), entries(state.resolve(each)), each);
        }
        if (id != null) {
            CgroupTree tree = CgroupTree.ofHost().orElseThrow();
            assertEquals(List.of(), tree.roots().stream().map(root -> root.resolve("ingot/crun").resolve(id))
                .filter(Files::exists).toList(), "cgroups");
        }
        assertEquals(List.of(), ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").contains(state.toString())).toList(), "processes");
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return new ArrayList<>(found.toList());
        }
    }

    /** An agent that starts a container and waits to be killed. */
    static final class AgentToKill {

        private AgentToKill() { }

        /**
         * One that runs; closing it kills it.
         *
         * @param id of its container
         */
        record Process(java.lang.Process process, String id) implements AutoCloseable {
            @Override
            public void close() throws InterruptedException {
                process.destroyForcibly().waitFor();
            }
        }

        static Process start(Path folder, String command, String kind) throws IOException {
            java.lang.Process agent = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), AgentToKill.class.getName(),
                folder.toString(), command, kind).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            BufferedReader said = agent.inputReader();
            return new Process(agent, said.readLine());
        }

        static boolean programRuns(String id) throws IOException {
            Path group = CgroupTree.ofHost().orElseThrow().memory().resolve("ingot/crun").resolve(id);
            return Files.exists(group) && !Files.readString(group.resolve("cgroup.procs")).isBlank();
        }

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            OciSettings settings = OciFixture.settings(arguments[1], folder).withMappedUsers(arguments[2].equals("userns"));
            ContractFixture fixture = OciFixture.open(settings, folder);
            Container container = fixture.shell("echo up; sleep 300").agent("victim").create();
            if (container.start().stdout().read() == 'u') {
                System.out.println(container.id());
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
