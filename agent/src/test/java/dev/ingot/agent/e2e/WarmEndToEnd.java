package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;

/** The same cases where two containers of each environment wait for them: nobody must see a difference. */
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

    /** Jobs that come faster than containers can be made find none. */
    @Override
    final int concurrency() {
        return 1;
    }

    @Override
    final void pauseBeforeCase() throws InterruptedException {
        Thread.sleep(refillTime());
    }

    /** In which a container can be made. */
    Duration refillTime() {
        return Duration.ofMillis(400);
    }

    /** How many jobs find a container ready and succeed, at the very least. */
    int minWarmJobs() {
        return 11;
    }

    /** How many students do. */
    int minWarmStudents() {
        return 6;
    }

    @Override
    final List<String> runtimes() throws IOException {
        Path file = Files.writeString(home.resolve("warm.yaml"), """
            runtimes: {ready: {manager: %s, flavour: %s, warm: 2}}
            environments: {docker: ready}
            job-log: %s
            """.formatted(manager, flavour, home.resolve("warm.jsonl")));
        return List.of("--config", file.toString());
    }

    /** Before the agent ends, of which the class above takes care. */
    @AfterAll
    void enoughJobsAndStudentsWereWarm() throws IOException {
        long warm = WARM_JOB.matcher(readLog()).results().count();
        assertTrue(warm >= minWarmJobs(), () -> warm + " jobs found their container ready");
        long students = WARM_STUDENT.matcher(Files.readString(home.resolve("warm.jsonl"))).results().count();
        assertTrue(students >= minWarmStudents(), () -> students + " students were ready");
    }
}
