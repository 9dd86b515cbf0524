package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.Eventually;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;

/**
 * Runs the same cases with two warm containers of each environment. The results must not differ, and each job must get a warm
 * container if its environment has one when it is submitted.
 */
abstract class WarmEndToEnd extends EndToEnd {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WARM_STUDENT = Pattern.compile("\"warm\":true,\"create_ns\"");
    private static final Duration FILL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STUDENT_START_TIME = Duration.ofMillis(400);
    /** Cases that cannot use a warm container: their grader has a network, or they are rejected. */
    private static final Set<String> COLD_CASES = Set.of("debug-ssh-killed", "network",
        "limits-too-much-memory", "limits-missing-memory", "limits-unreadable", "missing-task");

    private final String manager;
    private final String flavour;
    private final int port;

    /** What the agent says of the pool of one environment. */
    private record Pool(int warm, int target, long hits, long misses) {
        /** All environments share a budget, so only one that a job has requested is certain to reach its target. */
        boolean isFull() {
            return hits + misses == 0 || target > 0 && warm >= target;
        }
    }

    WarmEndToEnd(String manager, String flavour, String... lacking) {
        super(manager + ":" + flavour, lacking);
        this.manager = manager;
        this.flavour = flavour;
        this.port = findFreePort();
    }

    private static int findFreePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return fail(e);
        }
    }

    /** One at a time: jobs that arrive faster than containers are created get no warm container. */
    @Override
    final int concurrency() {
        return 1;
    }

    @Override
    final CaseReport run(Case one) throws Exception {
        awaitFullPool(one);
        if (minWarmStudents() > 0) {
            // Passing time: whether a warm student will start in a warm container depends on recent jobs, and is not reported.
            Thread.sleep(STUDENT_START_TIME);
        }
        Optional<Pool> before = awaitFullPool(one);
        CaseReport report = super.run(one);
        Optional<Pool> after = findPool(one);
        boolean possible = before.filter(pool -> pool.warm() > 0).isPresent();
        boolean warm = before.isPresent() && after.orElseThrow().hits() > before.get().hits();
        List<String> mismatches = new ArrayList<>(report.mismatches());
        if (COLD_CASES.contains(one.name()) ? warm : possible && !warm) {
            mismatches.add("the job got " + (warm ? "a" : "no") + " warm container: before it " + before + ", after it " + after);
        }
        return new CaseReport(one, report.completedJob(), mismatches);
    }

    /** Waits until the pool of the case's environment is full; empty if the agent has no such environment. */
    private Optional<Pool> awaitFullPool(Case one) throws IOException {
        AtomicReference<Optional<Pool>> pool = new AtomicReference<>(findPool(one));
        if (pool.get().isPresent()) {
            Eventually.awaitTrue(FILL_TIMEOUT, () -> {
                pool.set(findPool(one));
                return pool.get().orElseThrow().isFull();
            }, () -> "the pool of " + one.environment() + " is not full: " + pool);
        }
        return pool.get();
    }

    private Optional<Pool> findPool(Case one) throws IOException {
        JsonNode status = readStatus();
        Optional<String> image = stream(status.path("environments"))
            .filter(offer -> offer.path("type").asText().equals("docker"))
            .filter(offer -> offer.path("name").asText().equals(one.environment()))
            .map(offer -> offer.path("image").asText()).findFirst();
        return stream(status.path("warm_pools")).flatMap(runtime -> stream(runtime.path("environments")))
            .filter(pool -> image.equals(Optional.of(pool.path("image").asText())))
            .map(pool -> new Pool(pool.path("warm").asInt(), pool.path("target").asInt(), pool.path("hits").asLong(),
                pool.path("misses").asLong())).findFirst();
    }

    private JsonNode readStatus() throws IOException {
        try (InputStream answer = URI.create("http://127.0.0.1:" + port + "/status").toURL().openStream()) {
            return JSON.readTree(answer);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
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
            metrics: {listen: "127.0.0.1:%d"}
            job-log: %s
            """.formatted(manager, manager.equals("lxd") ? "server" : "oci-runtime", flavour, port, home.resolve("warm.jsonl")));
        return List.of("--config", file.toString());
    }

    /** Runs before the superclass stops the agent. */
    @AfterAll
    void enoughStudentsWereWarm() throws IOException {
        long students = WARM_STUDENT.matcher(Files.readString(home.resolve("warm.jsonl"))).results().count();
        assertTrue(students >= minWarmStudents(), () -> students + " students were warm");
    }
}
