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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a worker in a grading container that swaps the folders of its students with links to a folder of the host while it
 * requests students. No student may see that folder, and no file may be created or changed in it.
 */
abstract class SwappedFolders {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String MARKER = "marker-of-the-host";

    /**
     * Exchanges a folder and a link atomically (renameat2(2), RENAME_EXCHANGE), slowly enough that each stays in place for a
     * while: on Docker, about 100 ms are between a check and the mount after it.
     */
    private static final String ATTACK = """
        #!/usr/bin/env python3
        import ctypes, os, subprocess, sys, threading, time

        host, seconds = %s, %s
        libc = ctypes.CDLL(None, use_errno=True)
        over = time.monotonic() + seconds

        def exchange(one, other):
            libc.syscall(316, -100, one.encode(), -100, other.encode(), 2)

        def swap(name, target, pause):
            link = f"/task/link-to-{name}"
            os.makedirs(f"/task/{name}", exist_ok=True)
            os.symlink(target, link)
            while time.monotonic() < over:
                exchange(f"/task/{name}", link)
                time.sleep(pause())
            if os.path.islink(f"/task/{name}"):
                exchange(f"/task/{name}", link)

        def pauses():
            rates = [0.0002, 0.002, 0.02, 0.05, 0.08]
            return lambda: rates[int(time.monotonic() * 2) %% len(rates)]

        def student():
            done = subprocess.run(["run_student", "sh", "-c",
                "ls /task/student /task/systemfiles; echo ran; touch /task/student/written 2>/dev/null"], capture_output=True,
                text=True)
            return "%s" in done.stdout, "ran" in done.stdout

        swaps = [threading.Thread(target=swap, args=(name, host, pauses())) for name in ("student", "systemfiles")]
        for each in swaps:
            each.start()
        hits, tries, ran = 0, 0, 0
        while time.monotonic() < over:
            hit, did = student()
            tries, hits, ran = tries + 1, hits + hit, ran + did
        for each in swaps:
            each.join()
        last = "served" if student() == (False, True) and os.path.exists("/task/student/written") else "not served"
        subprocess.run(["feedback-result", "success"])
        subprocess.run(["feedback-msg", "-m", f"{hits} hits, {ran} ran, {tries} tries, then {last}"])
        """;

    private final List<String> runtimes;
    private final int seconds;

    /**
     * @param seconds  how long it tries
     * @param runtimes the flags that say which runtimes there are
     */
    SwappedFolders(int seconds, String... runtimes) {
        this.seconds = seconds;
        this.runtimes = List.of(runtimes);
    }

    @Test
    void studentsNeverSeeTheHostWhenTheGraderSwapsTheirFoldersForLinks(@TempDir Path home) throws Exception {
        Path host = Files.createDirectory(home.resolve("host"));
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(host.resolve(MARKER), "x");
        Path run = Files.writeString(Files.createDirectories(home.resolve("tasks/course/swap")).resolve("run"),
            ATTACK.formatted("\"" + host + "\"", seconds, MARKER));
        assertTrue(run.toFile().setExecutable(true));

        JobResult result;
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
            AgentUnderTest agent = startAgent(backend, home);
            BackendClient client = BackendClient.connect(backend.clientAddress(), "swaps")) {
            assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
            result = client.submit(new Submission("docker", Case.ENVIRONMENT, "course", "swap", Map.of(),
                    Map.of("limits", Map.of("time", 4 * seconds, "hard_time", 4 * seconds, "memory", 100)), false))
                .completion().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).result();
            assertLog(agent);
        }

        assertEquals("success", result.status(), result::toString);
        assertTrue(result.text().startsWith("0 hits, ") && result.text().strip().endsWith(", then served"), result::text);
        assertEquals(List.of(host.resolve(MARKER)), listEntries(host), "what is in the host's folder after " + result.text());
        assertEquals(List.of(), OrphanFinder.findBelow(home), "something outlives its job");
    }

    /** Returns the agent under attack. */
    AgentUnderTest startAgent(StandInBackend backend, Path home) throws IOException {
        return new AgentUnderTest(backend.agentAddress(), home.resolve("tasks"), runtimes, home, "--concurrency", "1");
    }

    /** Returns the text that the agent must have logged. */
    void assertLog(AgentUnderTest agent) throws IOException { }

    private static List<Path> listEntries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
