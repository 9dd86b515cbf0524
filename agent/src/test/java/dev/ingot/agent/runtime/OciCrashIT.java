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

/** What the next agent of a host finds, and removes, when an agent was killed. */
@NamedRuntime("oci:crun")
class OciCrashIT {

    @TempDir
    private Path folder;

    @Test
    void aKilledAgentsContainersAreFoundAndNothingOfThemStays() throws Exception {
        String id = killed("crun", "plain");
        OciRuntime next = new OciRuntime(OciBench.settings("crun", folder));
        try {
            List<Container> found = next.leftovers("victim");
            assertTrue(found.stream().map(Container::id).toList().contains(id), found::toString);
            found.forEach(Container::close);
            assertEquals(List.of(), next.leftovers("victim"));
        } finally {
            next.close();
        }
        assertNothingStays(id);
    }

    @Test
    void anAgentOfAnotherNameCollectsThemToo() throws Exception {
        collectedBy("crun", killed("crun", "plain"));
    }

    @Test
    void alsoWithUsersOfTheirOwn() throws Exception {
        collectedBy("crun", killed("crun", "userns"));
    }

    @Test
    void alsoWhenTheOtherAgentRunsAnotherCommand() throws Exception {
        collectedBy("runc", killed("crun", "plain"));
    }

    @Test
    void whatALivingAgentHasIsNotTouched() throws Exception {
        try (Victim.Process living = Victim.start(folder, "crun", "plain")) {
            try (ReapingRuntime other = new ReapingRuntime(new OciRuntime(OciBench.settings("crun", folder)))) {
                other.reapAll("another");
                assertEquals(0, other.reaped());
            }
            assertTrue(Victim.programRuns(living.id()), "the container goes on");
        }
        collectedBy("crun", null);
    }

    private String killed(String command, String kind) throws Exception {
        try (Victim.Process agent = Victim.start(folder, command, kind)) {
            return agent.id();
        }
    }

    private void collectedBy(String command, String id) throws IOException {
        try (ReapingRuntime next = new ReapingRuntime(new OciRuntime(OciBench.settings(command, folder)))) {
            next.reapAll("another");
            assertTrue(next.reaped() > 0, "removed: " + next.reaped());
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
    static final class Victim {

        private Victim() { }

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
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
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
            OciSettings settings = OciBench.settings(arguments[1], folder).mappingUsers(arguments[2].equals("userns"));
            Bench bench = OciBench.open(settings, folder);
            Container container = bench.sh("echo up; sleep 300").agent("victim").create();
            if (container.start().stdout().read() == 'u') {
                System.out.println(container.id());
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
