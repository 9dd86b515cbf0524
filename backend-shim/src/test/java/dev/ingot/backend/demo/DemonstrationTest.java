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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration with {@link ScriptedAgent}s as agents. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemonstrationTest {
    private static final class Heard implements Demonstration.Progress {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void ready(Duration startup) {
            lines.add("ready");
        }

        @Override
        public void graded(String runtime, CaseReport report) {
            lines.add(report.of() + " on " + runtime);
        }
    }

    @TempDir
    private Path folder;

    private ProjectFolder project;
    private List<Case> cases;

    @BeforeEach
    void makeAProject() throws Exception {
        project = new ProjectFolder(Files.createDirectory(folder.resolve("project")));
        String launcher = "#!/bin/sh\nexec '%s' --sun-misc-unsafe-memory-access=allow -cp '%s' %s \"$@\"\n".formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"),
            ScriptedAgent.class.getName());
        Files.writeString(project.launcher(), launcher);
        Files.setPosixFilePermissions(project.launcher(), PosixFilePermissions.fromString("rwx------"));
        writeCase("first", "{result: success, text: one}");
        writeCase("second", "{result: success}");
        cases = CaseFolder.read(project.cases());
    }

    @Test
    void everyRuntimeGradesEveryCase() throws Exception {
        Heard heard = new Heard();
        Demonstration.Outcome outcome;
        try (Demonstration demonstration = Demonstration.open(project, List.of("one", "two"), folder)) {
            outcome = demonstration.run(cases, heard);
        }
        assertEquals(List.of("ready", "first on one", "first on two", "second on one", "second on two"), heard.lines);
        assertEquals(List.of("first on two: text should be \"one\" and is \"two\""), outcome.problems());
        List<String> table = outcome.comparison().lines();
        assertEquals(5, table.size());
        assertTrue(table.get(3).matches("first +success +0\\.00 .* 2\\.0 +2\\.0 .*"), table.get(3));
    }

    @Test
    void anAgentThatEndsAtOnceIsQuoted() throws Exception {
        try (Demonstration demonstration = Demonstration.open(project, List.of("dies"), folder)) {
            IOException error = assertThrows(IOException.class, () -> demonstration.run(cases, new Heard()));
            assertEquals("the agent with dies does not offer docker/default and has ended; the end of its log:\nno such runtime",
                error.getMessage());
        }
    }

    @Test
    void anAgentThatEndsBadlyIsAProblem() throws Exception {
        try (Demonstration demonstration = Demonstration.open(project, List.of("fails"), folder)) {
            assertEquals("fails: the agent ended with status 143",
                demonstration.run(cases, new Heard()).problems().getLast());
        }
    }

    @Test
    void aProjectHasALauncherAndCases() {
        assertTrue(project.complete());
        assertEquals(false, new ProjectFolder(folder).complete());
        assertTrue(Files.isRegularFile(ProjectFolder.ofThisProgram().root().resolve("pom.xml")));
    }

    private void writeCase(String name, String expectation) throws IOException {
        Path own = Files.createDirectories(project.cases().resolve(name));
        Files.writeString(own.resolve("expect.yaml"), "expect: " + expectation);
    }
}
