package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.sandbox.IdleBounds;
import dev.ingot.agent.sandbox.PoolStatus;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that find a parked container, and those that must not. */
@Timeout(30)
class WarmJobTest {
    private static final IdleBounds TWO = new IdleBounds(2, 2);
    private static final Map<String, Object> NETWORK = Map.of("network_grading", true);

    @TempDir
    private Path dir;
    private final ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());

    @Test
    void usesAWarmContainer() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            assertEquals("success", desk.grade(NewJobs.standard()).status());
            Timeline timeline = desk.awaitTimeline("job-1");
            assertTrue(timeline.warm());
            awaitWarm(desk, 2);
            assertEquals(3, runtime.created().size(), "one in the place of the one that was used");
            PoolStatus status = status(desk);
            assertEquals(List.of(1L, 0L, 3L), List.of(status.hits(), status.misses(), status.refills()));
        }
    }

    @Test
    void showsTheTaskInFoldersMountedBefore() throws Exception {
        Files.writeString(Files.createDirectories(dir.resolve("tasks/c1/$common/student")).resolve("lib"), "shared");
        ScriptedRuntime reading = GraderPrograms.runtime(grader -> {
            List<Object> before = List.of(key(grader.mountSource("/task")), key(grader.mountSource("/course/common")),
                key(grader.mountSource("/course/common/student")));
            grader.receive("start");
            assertEquals(before, List.of(key(grader.mountSource("/task")), key(grader.mountSource("/course/common")),
                key(grader.mountSource("/course/common/student"))));
            String seen = Files.readString(grader.mountSource("/task").resolve("run"))
                + Files.readString(grader.mountSource("/course/common/student").resolve("lib"));
            grader.sendResult(Map.of("result", "success", "text", seen));
            return 0;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, reading, TWO)) {
            awaitWarm(desk, 2);
            assertEquals("grade itshared", desk.grade(NewJobs.standard()).text());
            assertTrue(desk.awaitTimeline("job-1").warm());
        }
    }

    private static Object key(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refillsAfterUnexpectedExceptions() {
        AtomicInteger left = new AtomicInteger(3);
        runtime.onCreate(() -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("unexpected, as this test wants");
            }
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            assertEquals(3, status(desk).failures());
        }
    }

    @Test
    void noTwoJobsSeeTheSameContainerOrDirectory() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            for (int i = 0; i < 20; i++) {
                desk.grade(NewJobs.withId("job-" + i));
            }
            for (int i = 0; i < 20; i++) {
                desk.awaitTimeline("job-" + i);
            }
            List<ScriptedContainer> made = runtime.created();
            assertEquals(made.size(), made.stream().map(Container::id).distinct().count());
            assertEquals(made.size(), made.stream().map(one -> one.spec().mounts().getFirst().source()).distinct().count());
        }
    }

    @Test
    void appliesTheLimitsOfTheJob() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 300)));
            assertTrue(desk.awaitTimeline("job-1").warm());
            assertEquals(1, countWithMemory(2, 300));
            awaitWarm(desk, 2);
            int made = runtime.created().size();
            desk.grade(NewJobs.withLimits(NewJobs.withId("job-2"), Map.of("memory", 30)));
            assertTrue(desk.awaitTimeline("job-2").warm());
            assertEquals(1, countWithMemory(made, 30));
        }
    }

    /** How many of the first containers are held to so much memory now. */
    private long countWithMemory(int first, int mebibytes) {
        return runtime.created().stream().limit(first)
            .filter(one -> one.limits().equals(JobManagerFixture.SETTINGS.limits(mebibytes)))
            .count();
    }

    @Test
    void requiresEqualLimitsWithoutLiveResize() {
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        capabilities.remove(Capability.LIVE_RESIZE);
        ScriptedRuntime rigid = new ScriptedRuntime(capabilities)
            .with(Images.image("default"), GraderPrograms.succeeding(), _ -> 0);
        try (JobManagerFixture desk = new JobManagerFixture(dir, rigid, TWO)) {
            awaitWarm(desk, 2);
            desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("memory", 300)));
            assertFalse(desk.awaitTimeline("job-1").warm(), "nobody asked for 300 before");
            Eventually.awaitTrue(() -> rigid.created().stream().filter(one -> one.limits().memoryBytes() == 300 << 20)
                .count() == 3,
                () -> "not parked for the next of that kind: " + rigid.created().stream().map(ScriptedContainer::limits)
                .toList());
            desk.grade(NewJobs.withLimits(NewJobs.withId("job-2"), Map.of("memory", 300)));
            assertTrue(desk.awaitTimeline("job-2").warm());
        }
    }

    @Test
    void aJobWithNetworkStartsCold() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            desk.grade(NewJobs.withParameters(NewJobs.standard(), NETWORK));
            assertFalse(desk.awaitTimeline("job-1").warm());
            assertEquals(0, status(desk).misses(), "it could not have had one");
        }
    }

    @Test
    void replacesAWarmContainerThatExits() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            runtime.created().getFirst().kill();
            Eventually.awaitTrue(() -> runtime.created().size() == 3, () -> "not replaced");
            awaitWarm(desk, 2);
            assertEquals("success", desk.grade(NewJobs.standard()).status());
            assertEquals(1, status(desk).failures());
        }
    }

    @Test
    void excludesCpuTimeUsedBeforeTheJob() {
        ScriptedRuntime busy = GraderPrograms.runtime(grader -> {
            grader.setUsage(new Usage(50_000_000_000L, 1 << 20, false));
            grader.receive("start");
            grader.setUsage(new Usage(50_300_000_000L, 2 << 20, false));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, busy, TWO)) {
            awaitWarm(desk, 2);
            JobResult result = desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 1)));
            assertEquals("success", result.status());
            assertEquals(300_000_000, desk.awaitTimeline("job-1").cpuNanos());
        }
    }

    @Test
    void keepsWarmContainersWhenTheBackendIsLost() {
        CountDownLatch started = new CountDownLatch(1);
        ScriptedRuntime slow = GraderPrograms.runtime(GraderPrograms.blocking(started));
        try (JobManagerFixture desk = new JobManagerFixture(dir, slow, TWO)) {
            awaitWarm(desk, 2);
            desk.submit(NewJobs.standard());
            Eventually.awaitTrue(() -> started.getCount() == 0, () -> "not started");
            desk.jobManager().handleBackendLoss(desk.outbox());
            desk.awaitTimeline("job-1");
            awaitWarm(desk, 2);
            assertEquals(3, slow.created().size());
        }
    }

    @Test
    void replacesWarmContainersOfAnOldImage() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            awaitWarm(desk, 2);
            runtime.with(Images.image("sha256:newer", "default", Instant.EPOCH.plusSeconds(1), Map.of()),
                GraderPrograms.succeeding(), _ -> 0);
            desk.jobManager().createHello();
            Eventually.awaitTrue(() -> runtime.findOrphans("agent-1").size() == 2 && warmCount(desk) == 2, () -> "not replaced");
            desk.grade(NewJobs.standard());
            assertTrue(desk.awaitTimeline("job-1").warm());
            assertNotEquals(runtime.created().getFirst().spec().imageId(), runtime.created().get(2).spec().imageId());
        }
    }

    @Test
    void givesTheBudgetToUsedEnvironments() {
        for (int i = 0; i < 6; i++) {
            runtime.with(Images.image("sha256:" + i, "other-" + i, Instant.EPOCH, Map.of()), GraderPrograms.succeeding(), _ -> 0);
        }
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, TWO)) {
            Eventually.awaitTrue(() -> total(desk) == JobManagerFixture.POOL_CAPACITY, () -> "the budget is not used: "
                + desk.sandboxes().status());
            desk.grade(NewJobs.standard());
            desk.awaitTimeline("job-1");
            Eventually.awaitTrue(() -> desk.sandboxes().status().stream().anyMatch(one -> one.hits() + one.misses() == 1
                && one.warm() == 2), () -> "not parked for what was used: " + desk.sandboxes().status());
            Eventually.awaitTrue(() -> total(desk) <= JobManagerFixture.POOL_CAPACITY, () -> "more than the budget: "
                + desk.sandboxes().status());
        }
    }

    private static int total(JobManagerFixture desk) {
        return desk.sandboxes().status().stream().mapToInt(PoolStatus::warm).sum();
    }

    private static void awaitWarm(JobManagerFixture desk, int count) {
        Eventually.awaitTrue(() -> warmCount(desk) == count && isRefillComplete(desk), () -> "parked: "
            + desk.sandboxes().status());
    }

    private static boolean isRefillComplete(JobManagerFixture desk) {
        PoolStatus status = status(desk);
        return status.refills() >= status.warm() + status.hits();
    }

    private static int warmCount(JobManagerFixture desk) {
        return status(desk).warm();
    }

    private static PoolStatus status(JobManagerFixture desk) {
        return desk.sandboxes().status().getFirst();
    }
}
