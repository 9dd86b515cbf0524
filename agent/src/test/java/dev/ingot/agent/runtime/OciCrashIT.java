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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next life finds, and removes, when an agent was killed. */
@NamedRuntime("oci:crun")
class OciCrashIT {

    @TempDir
    private Path folder;

    @Test
    void aKilledAgentsContainersAreFoundAndNothingOfThemStays() throws Exception {
        Process agent = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
            folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String id;
        try (BufferedReader said = agent.inputReader()) {
            id = said.readLine();
            agent.destroyForcibly().waitFor();
        }
        OciSettings settings = OciBench.settings("crun", folder);
        OciRuntime next = new OciRuntime(settings);
        try {
            assertEquals(List.of(), next.leftovers("another"));
            List<Container> found = next.leftovers("victim");
            assertEquals(List.of(id), found.stream().map(Container::id).toList());
            found.forEach(Container::close);
            assertEquals(List.of(), next.leftovers("victim"));
        } finally {
            next.close();
        }
        assertNothingIsMountedIn(settings.state());
        assertNoCgroup(id);
    }

    private static void assertNothingIsMountedIn(Path state) throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        assertTrue(mounts.stream().noneMatch(line -> line.contains(state.toString())), mounts::toString);
    }

    private static void assertNoCgroup(String id) {
        CgroupTree tree = CgroupTree.ofHost().orElseThrow();
        assertEquals(List.of(), tree.roots().stream().map(root -> root.resolve("ingot/crun").resolve(id)).filter(Files::exists)
            .toList());
    }

    /** An agent that starts a container and waits to be killed. */
    static final class Victim {

        private Victim() { }

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            Bench bench = OciBench.open(OciBench.settings("crun", folder), folder);
            Container container = bench.sh("echo up; sleep 300").agent("victim").create();
            if (container.start().stdout().read() == 'u') {
                System.out.println(container.id());
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
