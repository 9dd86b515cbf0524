package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests an agent with the host's kernel and another one: graders and students of different versions and kernels. */
@RequiresRuntime("oci:runsc")
class SeveralKernelsIT {
    private static final Path CASES = AgentUnderTest.tasks().resolve("kernels");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Case to the environment type of its grader. */
    private static final Map<String, String> TYPES = Map.of(
        "root-on-another-kernel", "docker",
        "version-3-student-as-root", "sandbox",
        "student-without-relay", "sandbox",
        "little-endian-lengths", "old");

    @TempDir
    Path home;

    @Test
    void gradersAndStudentsOnDifferentKernelsWorkTogether() throws Exception {
        Map<String, List<String>> mismatches = new TreeMap<>();
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentUnderTest agent = startAgent(backend);
            BackendClient client = BackendClient.connect(backend.clientAddress(), "kernels")) {
            assertTrue(client.awaitEnvironment("old", "null-v07", TIMEOUT), () -> "the agent does not offer it");
            for (Case one : CaseFolder.read(CASES)) {
                CaseReport report = new CaseRunner(client, TYPES.get(one.name()), TIMEOUT).run(one);
                mismatches.put(one.name(), report.mismatches());
            }
            assertTrue(agent.readLog().contains("supports only a shared socket"),
                () -> "the log states why a student was rejected");
        }
        mismatches.values().removeIf(List::isEmpty);
        assertEquals(Map.of(), mismatches);
        assertEquals(List.of(), OrphanFinder.findBelow(home), "something outlives its job");
    }

    private AgentUnderTest startAgent(StandInBackend backend) throws IOException {
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes:
              shared: {manager: oci, oci-runtime: crun}
              isolated: {manager: oci, oci-runtime: runsc, run-as-root: true}
              seventh: {manager: oci, oci-runtime: crun, frame-byte-order: little-endian}
            environments: {docker: shared, sandbox: isolated, old: seventh}
            """);
        return new AgentUnderTest(backend.agentAddress(), CASES, List.of("--config", file.toString()), home);
    }
}
