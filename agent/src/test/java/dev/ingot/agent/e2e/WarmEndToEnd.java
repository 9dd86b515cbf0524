package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;

/** Runs the same cases with two warm containers of each environment; the results must not differ. */
abstract class WarmEndToEnd extends EndToEnd {
    private static final Pattern WARM_JOB = Pattern.compile("Job .* \\(ready, warm\\): success");
    private static final Pattern WARM_STUDENT = Pattern.compile("\"warm\":true,\"create_ns\"");

    private final String manager;
    private final String flavour;

    WarmEndToEnd(String manager, String flavour, String... lacking) {
        super(manager + ":" + flavour, lacking);
        this.manager = manager;
        this.flavour = flavour;
    }

    /** One at a time: jobs that arrive faster than containers are created get no warm container. */
    @Override
    final int concurrency() {
        return 1;
    }

    @Override
    final void pauseBeforeCase() throws InterruptedException {
        Thread.sleep(refillTime());
    }

    /** Time in which a container can be created. */
    Duration refillTime() {
        return Duration.ofMillis(400);
    }

    /** Returns the minimum number of jobs that get a warm container and succeed. */
    int minWarmJobs() {
        return 11;
    }

    /** Returns the minimum number of warm students that succeed. */
    int minWarmStudents() {
        return 6;
    }

    @Override
    final List<String> runtimes() throws IOException {
        Path file = Files.writeString(home.resolve("warm.yaml"), """
            runtimes: {ready: {manager: %s, %s: %s, warm: 2}}
            environments: {docker: ready}
            job-log: %s
            """.formatted(manager, manager.equals("lxd") ? "server" : "oci-runtime", flavour, home.resolve("warm.jsonl")));
        return List.of("--config", file.toString());
    }

    /** Runs before the superclass stops the agent. */
    @AfterAll
    void enoughJobsAndStudentsWereWarm() throws IOException {
        long warm = WARM_JOB.matcher(readLog()).results().count();
        assertTrue(warm >= minWarmJobs(), () -> warm + " jobs found their container ready");
        long students = WARM_STUDENT.matcher(Files.readString(home.resolve("warm.jsonl"))).results().count();
        assertTrue(students >= minWarmStudents(), () -> students + " students were ready");
    }
}
