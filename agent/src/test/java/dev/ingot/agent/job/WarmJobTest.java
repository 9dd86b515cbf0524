package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.pool.PoolStatus;
import dev.ingot.agent.pool.Warmth;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
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
    private static final Warmth TWO = new Warmth(2, 2);
    private static final Map<String, Object> NETWORK = Map.of("network_grading", true);

    @TempDir
    private Path dir;
    private final ScriptedRuntime runtime = Graders.runtime(Graders.content());

    @Test
    void aJobFindsItsContainerStarted() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            assertEquals("success", desk.grade(Orders.plain()).status());
            Timeline timeline = desk.timeline("job-1");
            assertTrue(timeline.warm());
            awaitParked(desk, 2);
            assertEquals(3, runtime.created().size(), "one in the place of the one that was used");
            PoolStatus status = status(desk);
            assertEquals(List.of(1L, 0L, 3L), List.of(status.hits(), status.misses(), status.refills()));
        }
    }

    @Test
    void theContainerSeesTheTaskAndTheCommonFolderInTheFoldersItHasMounted() throws Exception {
        Files.writeString(Files.createDirectories(dir.resolve("tasks/c1/$common/student")).resolve("lib"), "shared");
        ScriptedRuntime reading = Graders.runtime(grader -> {
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
        try (Desk desk = new Desk(dir, reading, TWO)) {
            awaitParked(desk, 2);
            assertEquals("grade itshared", desk.grade(Orders.plain()).text());
            assertTrue(desk.timeline("job-1").warm());
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
    void slotsAreMadeAgainAfterFailuresThatNobodyExpected() {
        AtomicInteger left = new AtomicInteger(3);
        runtime.onCreate(() -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("unexpected, as this test wants");
            }
        });
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            assertEquals(3, status(desk).failures());
        }
    }

    @Test
    void noTwoJobsSeeTheSameContainerOrDirectory() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            for (int i = 0; i < 20; i++) {
                desk.grade(Orders.job("job-" + i));
            }
            for (int i = 0; i < 20; i++) {
                desk.timeline("job-" + i);
            }
            List<ScriptedContainer> made = runtime.created();
            assertEquals(made.size(), made.stream().map(Container::id).distinct().count());
            assertEquals(made.size(), made.stream().map(one -> one.spec().mounts().getFirst().source()).distinct().count());
        }
    }

    @Test
    void theLimitsAreThoseOfTheJob() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            desk.grade(Orders.limited(Orders.plain(), Map.of("memory", 300)));
            assertTrue(desk.timeline("job-1").warm());
            assertEquals(1, held(2, 300));
            awaitParked(desk, 2);
            int made = runtime.created().size();
            desk.grade(Orders.limited(Orders.job("job-2"), Map.of("memory", 30)));
            assertTrue(desk.timeline("job-2").warm());
            assertEquals(1, held(made, 30));
        }
    }

    /** How many of the first containers are held to so much memory now. */
    private long held(int first, int mebibytes) {
        return runtime.created().stream().limit(first).filter(one -> one.limits().equals(Desk.SETTINGS.limits(mebibytes)))
            .count();
    }

    @Test
    void whereLimitsCannotBeChangedOnlyTheSameWillDo() {
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        capabilities.remove(Capability.LIVE_RESIZE);
        ScriptedRuntime rigid = new ScriptedRuntime(capabilities)
            .with(Images.image("default"), Graders.content(), _ -> 0);
        try (Desk desk = new Desk(dir, rigid, TWO)) {
            awaitParked(desk, 2);
            desk.grade(Orders.limited(Orders.plain(), Map.of("memory", 300)));
            assertFalse(desk.timeline("job-1").warm(), "nobody asked for 300 before");
            Eventually.holds(() -> rigid.created().stream().filter(one -> one.limits().memoryBytes() == 300 << 20).count() == 3,
                () -> "not parked for the next of that kind: " + rigid.created().stream().map(ScriptedContainer::limits)
                .toList());
            desk.grade(Orders.limited(Orders.job("job-2"), Map.of("memory", 300)));
            assertTrue(desk.timeline("job-2").warm());
        }
    }

    @Test
    void aJobWithNetworkStartsCold() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            desk.grade(Orders.with(Orders.plain(), NETWORK));
            assertFalse(desk.timeline("job-1").warm());
            assertEquals(0, status(desk).misses(), "it could not have had one");
        }
    }

    @Test
    void aParkedContainerThatDiesIsReplaced() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            runtime.created().getFirst().kill();
            Eventually.holds(() -> runtime.created().size() == 3, () -> "not replaced");
            awaitParked(desk, 2);
            assertEquals("success", desk.grade(Orders.plain()).status());
            assertEquals(1, status(desk).failures());
        }
    }

    @Test
    void whatAContainerUsedBeforeItsJobIsNotTheJobs() {
        ScriptedRuntime busy = Graders.runtime(grader -> {
            grader.setUsage(new Usage(50_000_000_000L, 1 << 20, false));
            grader.receive("start");
            grader.setUsage(new Usage(50_300_000_000L, 2 << 20, false));
            grader.sendResult(Graders.GOOD);
            return 0;
        });
        try (Desk desk = new Desk(dir, busy, TWO)) {
            awaitParked(desk, 2);
            JobResult result = desk.grade(Orders.limited(Orders.plain(), Map.of("time", 1)));
            assertEquals("success", result.status());
            assertEquals(300_000_000, desk.timeline("job-1").cpuNanos());
        }
    }

    @Test
    void aLostBackendLeavesTheParkedOnesAlone() {
        CountDownLatch started = new CountDownLatch(1);
        ScriptedRuntime slow = Graders.runtime(Graders.busy(started));
        try (Desk desk = new Desk(dir, slow, TWO)) {
            awaitParked(desk, 2);
            desk.submit(Orders.plain());
            Eventually.holds(() -> started.getCount() == 0, () -> "not started");
            desk.desk().lost(desk.backend());
            desk.timeline("job-1");
            awaitParked(desk, 2);
            assertEquals(3, slow.created().size());
        }
    }

    @Test
    void aNewImageReplacesWhatIsParkedOfTheOld() {
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            awaitParked(desk, 2);
            runtime.with(Images.image("sha256:newer", "default", Instant.EPOCH.plusSeconds(1), Map.of()), Graders.content(),
                _ -> 0);
            desk.desk().hello();
            Eventually.holds(() -> runtime.findOrphans("agent-1").size() == 2 && parked(desk) == 2, () -> "not replaced");
            desk.grade(Orders.plain());
            assertTrue(desk.timeline("job-1").warm());
            assertNotEquals(runtime.created().getFirst().spec().imageId(), runtime.created().get(2).spec().imageId());
        }
    }

    @Test
    void anEnvironmentThatIsUsedTakesThePlaceOfThoseThatAreNot() {
        for (int i = 0; i < 6; i++) {
            runtime.with(Images.image("sha256:" + i, "other-" + i, Instant.EPOCH, Map.of()), Graders.content(), _ -> 0);
        }
        try (Desk desk = new Desk(dir, runtime, TWO)) {
            Eventually.holds(() -> total(desk) == Desk.SLOTS, () -> "the budget is not used: " + desk.stations().status());
            desk.grade(Orders.plain());
            desk.timeline("job-1");
            Eventually.holds(() -> desk.stations().status().stream().anyMatch(one -> one.hits() + one.misses() == 1
                && one.parked() == 2), () -> "not parked for what was used: " + desk.stations().status());
            Eventually.holds(() -> total(desk) <= Desk.SLOTS, () -> "more than the budget: " + desk.stations().status());
        }
    }

    private static int total(Desk desk) {
        return desk.stations().status().stream().mapToInt(PoolStatus::parked).sum();
    }

    private static void awaitParked(Desk desk, int count) {
        Eventually.holds(() -> parked(desk) == count && ready(desk), () -> "parked: " + desk.stations().status());
    }

    private static boolean ready(Desk desk) {
        PoolStatus status = status(desk);
        return status.refills() >= status.parked() + status.hits();
    }

    private static int parked(Desk desk) {
        return status(desk).parked();
    }

    private static PoolStatus status(Desk desk) {
        return desk.stations().status().getFirst();
    }
}
