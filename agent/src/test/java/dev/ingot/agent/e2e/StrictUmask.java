package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests jobs of an agent with umask 077, which hardened hosts have. */
abstract class StrictUmask {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Reads the course's common folder, and files that every program needs, as the worker and as a student. */
    private static final String RUN = """
        #!/bin/bash
        common=$(cat /course/common/folder/file)
        student=$(run_student cat /task/student/file)
        feedback-msg -m "$(id -u) $common $student $(cat /etc/hostname | wc -l)"
        feedback-result success
        """;

    @TempDir
    private Path home;
    private final List<String> runtimes;

    /** @param runtimes each as a line of the configuration's map of runtimes says it */
    StrictUmask(String... runtimes) {
        this.runtimes = List.of(runtimes);
    }

    private Path writeCourse() throws IOException {
        Path course = Files.createDirectories(home.resolve("tasks/course"));
        Files.writeString(Files.createDirectories(course.resolve("$common/folder")).resolve("file"), "common");
        Path task = Files.createDirectories(course.resolve("task"));
        Files.writeString(Files.createDirectories(task.resolve("student")).resolve("file"), "student");
        assertTrue(Files.writeString(task.resolve("run"), RUN).toFile().setExecutable(true));
        return course.getParent();
    }

    @Test
    void gradesUnderUmask077AndKeepsItsOwnFilesPrivate() throws Exception {
        for (String runtime : runtimes) {
            Path own = Files.createDirectories(home.resolve(runtime.replaceAll("\\W", "-")));
            Path log = own.resolve("jobs.jsonl");
            Path config = Files.writeString(own.resolve("agent.yaml"),
                "runtimes: {tested: " + runtime + "}\nenvironments: {docker: tested}\njob-log: " + log + "\n");
            try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
                AgentUnderTest agent = AgentUnderTest.startUnderUmask("077", backend.agentAddress(), writeCourse(),
                    List.of("--config", config.toString()), own);
                BackendClient client = BackendClient.connect(backend.clientAddress(), "umask")) {
                assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
                // The second job gets a warm container, if the runtime has any.
                for (int job = 0; job < 2; job++) {
                    Thread.sleep(Duration.ofMillis(600));
                    JobResult result = client.submit(new Submission("docker", Case.ENVIRONMENT, "course", "task", Map.of(),
                            Map.of("limits", Map.of("memory", 100)), false))
                        .completion().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).result();
                    assertEquals("success", result.status(), () -> runtime + ": " + result);
                    assertEquals("4242 common student 1", result.text().strip(), runtime);
                }
                assertEquals("rw-------", readMode(log), runtime);
                assertEquals("rwx------", readMode(own.resolve("data/ingot-jobs")), runtime);
                assertTrue(agent.readLog().contains("success"), agent::toString);
            }
        }
    }

    static String readMode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
