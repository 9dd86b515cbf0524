package dev.ingot.backend.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the demo with {@link ScriptedAgent}s as agents. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoTest {
    private static final class RecordingProgress implements Demo.Progress {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onReady(Duration startup) {
            lines.add("ready");
        }

        @Override
        public void onGraded(String runtime, CaseReport report) {
            lines.add(report.testCase() + " on " + runtime);
        }
    }

    private static final Path STORE = Path.of("/demo/store");

    @TempDir
    private Path folder;

    private ProjectFolder project;
    private List<Case> cases;

    @BeforeEach
    void createProject() throws Exception {
        project = new ProjectFolder(Files.createDirectory(folder.resolve("project")));
        ScriptedAgent.writeLauncher(project.launcher());
        writeCase("first", "{result: success, text: one}");
        writeCase("second", "{result: success}");
        cases = CaseFolder.read(project.cases()).stream()
            .map(one -> one.withEnvironments(Map.of(Case.ENVIRONMENT, Demo.ENVIRONMENT))).toList();
    }

    @Test
    void everyRuntimeGradesEveryCase() throws Exception {
        RecordingProgress progress = new RecordingProgress();
        Demo.Result result;
        try (Demo demo = Demo.open(project, List.of("one", "two"), STORE, folder)) {
            result = demo.run(cases, progress);
        }
        assertEquals(List.of("ready", "first on one", "first on two", "second on one", "second on two"), progress.lines);
        assertEquals(List.of("first on two: text: expected \"one\", got \"two\""), result.problems());
        List<String> table = result.comparison().lines();
        assertEquals(5, table.size());
        assertTrue(table.get(3).matches("first +success +0\\.00 .* 2\\.0 +2\\.0 .*"), table.get(3));
    }

    @Test
    void agentsUseOnlyTheImageStoreOfTheDemo() throws Exception {
        try (Demo demo = Demo.open(project, List.of("one"), STORE, folder)) {
            demo.run(cases, new RecordingProgress());
        }
        String arguments = Files.readAllLines(folder.resolve("one/agent.log")).getFirst();
        assertTrue(arguments.contains(" --image-store /demo/store --no-docker-import "), arguments);
    }

    @Test
    void reportsTheLogOfAnAgentThatExitsAtOnce() throws Exception {
        try (Demo demo = Demo.open(project, List.of("dies"), STORE, folder)) {
            IOException error = assertThrows(IOException.class, () -> demo.run(cases, new RecordingProgress()));
            assertEquals("the agent with dies does not offer docker/ingot-demo; it has exited; last lines of its log:\n"
                + "no such runtime", error.getMessage());
        }
    }

    @Test
    void reportsAnAgentThatExitsWithAnError() throws Exception {
        try (Demo demo = Demo.open(project, List.of("fails"), STORE, folder)) {
            assertEquals("fails: the agent exited with status 143",
                demo.run(cases, new RecordingProgress()).problems().getLast());
        }
    }

    @Test
    void aProjectIsCompleteWithALauncherAndCases() {
        assertTrue(project.isComplete());
        assertEquals(false, new ProjectFolder(folder).isComplete());
        assertTrue(Files.isRegularFile(ProjectFolder.ofThisProgram().root().resolve("pom.xml")));
    }

    private void writeCase(String name, String expectation) throws IOException {
        Path caseFolder = Files.createDirectories(project.cases().resolve(name));
        Files.writeString(caseFolder.resolve("expect.yaml"), "expect: " + expectation);
    }
}
