package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests warm containers on real managers: no two jobs share one, and the limits of each job apply. */
@RequiresRuntime("oci:crun")
class WarmIsolationIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration REFILL_TIME = Duration.ofMillis(600);
    private static final int PROCESS_LIMIT = 100;

    /**
     * Reports files of earlier jobs, creates marker files, and sleeps as a process named after the job until the test kills it.
     */
    private static final String INSPECT_SCRIPT = """
        #!/bin/bash
        left=$(find / -xdev -name 'left-*' 2>/dev/null; find /task /sockets /dev /tmp -name 'left-*' 2>/dev/null)
        touch /task/left-task /tmp/left-tmp /dev/shm/left-shm
        (exec -a "$(getinput name)" sleep 60)
        feedback-msg -m "found:$left"
        feedback-result success
        """;

    /** The process and the mounts of a job, as seen from the host. */
    private record JobLocation(String cgroup, String directory, String root) { }

    @TempDir
    private Path home;
    private StandInBackend backend;
    private AgentUnderTest agent;
    private BackendClient client;

    @BeforeEach
    void start() throws Exception {
        writeTask("look", INSPECT_SCRIPT);
        writeTask("right", "#!/bin/sh\nfeedback-result success\n");
        writeTask("overflow", "#!/bin/sh\nexec python3 -c 'b\"x\" * (90 << 20)'\n");
        writeTask("busy", "#!/bin/sh\nwhile :; do :; done\n");
        writeTask("forks", """
            #!/bin/bash
            feedback-msg -m "$(python3 -c '
            import os, signal
            children = []
            try:
                for _ in range(500):
                    child = os.fork()
                    if child == 0:
                        signal.pause()
                    children.append(child)
            except BlockingIOError:
                pass
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            print(len(children))')"
            feedback-result success
            """);
        Path file = Files.writeString(home.resolve("agent.yaml"), """
            runtimes: {ready: {manager: oci, oci-runtime: crun, warm: 2}}
            environments: {docker: ready}
            limits: {pids: %d}
            """.formatted(PROCESS_LIMIT));
        backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        agent = new AgentUnderTest(backend.agentAddress(), home.resolve("tasks"), List.of("--config", file.toString()), home,
            "--concurrency", "3");
        client = BackendClient.connect(backend.clientAddress(), "isolation");
        assertTrue(client.awaitEnvironment("docker", Case.ENVIRONMENT, TIMEOUT), () -> "the agent offers nothing");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        agent.close();
        backend.close();
    }

    private void writeTask(String name, String run) throws IOException {
        Path file = Files.writeString(Files.createDirectories(home.resolve("tasks/course").resolve(name)).resolve("run"), run);
        assertTrue(file.toFile().setExecutable(true));
    }

    private PendingJob submit(String task, String name, Map<String, Object> limits) {
        return client.submit(new Submission("docker", Case.ENVIRONMENT, "course", task, Map.of("name", name),
            Map.of("limits", limits), false));
    }

    private static JobResult awaitResult(PendingJob job) throws Exception {
        return job.completion().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).result();
    }

    @Test
    void noTwoJobsShareAContainerALayerACgroupOrADirectory() throws Exception {
        List<JobLocation> places = new ArrayList<>();
        // The last jobs arrive at once, so that some get no warm container and start cold.
        for (int round : new int[] {1, 1, 1, 1, 3, 3}) {
            Thread.sleep(REFILL_TIME);
            List<String> names = Stream.generate(() -> "look-" + System.nanoTime()).limit(round).toList();
            List<PendingJob> jobs = names.stream().map(name -> submit("look", name, Map.of("memory", 100))).toList();
            for (String name : names) {
                places.add(locate(name));
            }
            for (PendingJob job : jobs) {
                assertEquals("found:", awaitResult(job).text().strip());
            }
        }
        assertDistinct(places, JobLocation::cgroup);
        assertDistinct(places, JobLocation::directory);
        assertDistinct(places, JobLocation::root);
        assertTrue(count("warm") >= 4 && count("warm") < places.size(), () -> "warm: " + count("warm") + " of " + places.size());
    }

    private static void assertDistinct(List<JobLocation> places, Function<JobLocation, String> what) {
        assertEquals(places.size(), places.stream().map(what).distinct().count(), places::toString);
    }

    /** Returns where the job runs, and lets it continue. */
    private static JobLocation locate(String name) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Path> process = findProcess(name);
            if (process.isPresent()) {
                String cgroup = Files.readAllLines(process.get().resolve("cgroup")).stream()
                    .filter(line -> line.contains("memory") || line.startsWith("0::")).findFirst().orElseThrow();
                JobLocation place = new JobLocation(cgroup, readMountLine(process.get(), "/task"),
                    readMountLine(process.get(), "/"));
                long number = Long.parseLong(process.get().getFileName().toString());
                ProcessHandle.of(number).ifPresent(ProcessHandle::destroyForcibly);
                return place;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no process " + name);
    }

    private static Optional<Path> findProcess(String name) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (readCommand(process).startsWith(name)) {
                    return Optional.of(process);
                }
            }
        }
        return Optional.empty();
    }

    private static String readCommand(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            // The process has exited.
            return "";
        }
    }

    /** Returns the mountinfo line of a mount point, which contains the directory or the layer. */
    private static String readMountLine(Path process, String target) throws IOException {
        String line = Files.readAllLines(process.resolve("mountinfo")).stream()
            .filter(each -> each.split(" ")[4].equals(target)).reduce((_, last) -> last).orElseThrow();
        // Without the ids of the mount, which always differ.
        return line.substring(line.indexOf(' ', line.indexOf(' ') + 1)) + readBackingFile(line);
    }

    /** Returns the file of a disk, because the number of a loop device is reused for later jobs. */
    private static String readBackingFile(String line) throws IOException {
        Matcher device = Pattern.compile(" /dev/(loop[0-9]+) ").matcher(line);
        return device.find() ? " " + Files.readString(Path.of("/sys/block", device.group(1), "loop/backing_file")) : "";
    }

    private long count(String how) {
        try {
            return agent.readLog().lines().filter(line -> line.contains("(ready, " + how + "): success")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void appliesTheLimitsOfTheJobInAWarmContainer() throws Exception {
        Map<String, Object> roomy = Map.of("memory", 300, "time", 30, "hard_time", 60);
        awaitResult(submit("right", "first", roomy));
        assertStatus("overflow", Map.of("memory", 64, "time", 30, "hard_time", 60), "overflow");
        assertStatus("busy", Map.of("memory", 100, "time", 1, "hard_time", 60), "timeout");
        JobResult forks = assertStatus("forks", Map.of("memory", 300, "time", 30, "hard_time", 60), "success");
        int processes = Integer.parseInt(forks.text().strip());
        assertTrue(processes > PROCESS_LIMIT / 2 && processes < PROCESS_LIMIT, forks::text);
        assertStatus("right", roomy, "success");
    }

    private JobResult assertStatus(String task, Map<String, Object> limits, String status) throws Exception {
        Thread.sleep(REFILL_TIME.multipliedBy(2));
        JobResult result = awaitResult(submit(task, "other", limits));
        assertEquals(status, result.status(), () -> task + ": " + result);
        Thread.sleep(REFILL_TIME);
        String log = agent.readLog();
        assertTrue(log.contains("course/" + task + " on docker/" + Case.ENVIRONMENT + " (ready, warm): " + status), log);
        return result;
    }
}
