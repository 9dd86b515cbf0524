package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmPoolTest {
    private static final PoolBudget AMPLE = new PoolBudget(100, Long.MAX_VALUE, 4);
    private static final IdleBounds ONE_OR_TWO = new IdleBounds(1, 2);

    @TempDir
    private Path tmpdir;

    private WarmPoolFixture fixture(IdleBounds bounds, PoolBudget budget) throws IOException {
        return new WarmPoolFixture(tmpdir, bounds, budget);
    }

    @Test
    void fillsEachPoolToItsMinimum() throws Exception {
        try (WarmPoolFixture fixture = fixture(new IdleBounds(2, 3), AMPLE)) {
            GraderTemplate one = fixture.template("one");
            GraderTemplate other = fixture.template("other");
            fixture.setTemplates(one, other);
            assertEquals(4, fixture.refill());
            assertEquals(2, fixture.warm(one));
            assertEquals(2, fixture.warm(other));
            assertEquals(0, fixture.refill());
        }
    }

    @Test
    void keepsNoContainersForATemplateWithANetwork() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate template = fixture.template("one");
            Network bridge = new Network.Bridge(Map.of());
            fixture.setTemplates(new GraderTemplate(fixture.runtime, template.imageId(), bridge, Map.of()));
            assertEquals(0, fixture.refill());
            assertEquals(List.of(), fixture.pool.status());
        }
    }

    @Test
    void givesEachContainerToOneJobAndCountsHitsAndMisses() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.refill();
            assertTrue(fixture.runJob(template).isPresent());
            assertEquals(Optional.empty(), fixture.runJob(template));
            PoolStatus status = fixture.status(template);
            assertEquals(1, status.hits());
            assertEquals(1, status.misses());
            assertEquals(1, fixture.refill(), "the claimed container is replaced");
            assertTrue(fixture.runJob(template).isPresent());
        }
    }

    @Test
    void appliesTheLimitsOfTheJobAndStartsLaterContainersWithThem() throws Exception {
        Limits larger = new Limits(1 << 27, 10, 10);
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.refill();
            try (WarmContainer warm = fixture.pool.claim(template, larger).orElseThrow()) {
                assertEquals(larger, warm.limits());
                assertEquals(larger, fixture.runtime.created().getFirst().limits());
            }
            fixture.refill();
            assertEquals(larger, fixture.runtime.created().getLast().spec().limits());
        }
    }

    @Test
    void passesOverAContainerThatHasRunOutOfMemory() throws Exception {
        try (WarmPoolFixture fixture = fixture(new IdleBounds(2, 2), AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.refill();
            fixture.runtime.created().getFirst().setUsage(new Usage(0, 0, true));
            try (WarmContainer warm = fixture.pool.claim(template, WarmPoolFixture.LIMITS).orElseThrow()) {
                assertEquals(fixture.runtime.created().getLast(), warm.container());
                assertEquals(1, fixture.open().size(), "the unusable container is closed");
            }
        }
    }

    @Test
    void pausesRefillsAfterTheStartOfAJob() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            fixture.pool.beginJob();
            fixture.setTemplates(fixture.template("one"));
            assertEquals(0, fixture.refill());
            fixture.pass(Duration.ofMillis(49));
            assertEquals(0, fixture.refill());
            fixture.pass(Duration.ofMillis(1));
            assertEquals(1, fixture.refill());
        }
    }

    @Test
    void evictsFromTheLeastRecentlyRequestedPoolWhenTheContainersAreSpent() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, new PoolBudget(2, Long.MAX_VALUE, 4))) {
            GraderTemplate first = fixture.template("first");
            GraderTemplate second = fixture.template("second");
            GraderTemplate third = fixture.template("third");
            fixture.setTemplates(first, second, third);
            assertEquals(2, fixture.refill());
            for (GraderTemplate used : List.of(first, second)) {
                fixture.runJob(used);
                fixture.refill();
            }
            assertEquals(1, fixture.warm(first), "the third pool gave up its container, which no job has requested");
            assertEquals(1, fixture.warm(second));
            fixture.runJob(third);
            assertEquals(1, fixture.refill(), "the second pool keeps its container");
            assertEquals(0, fixture.warm(first));
            assertEquals(1, fixture.warm(second));
            assertEquals(1, fixture.warm(third));
            assertEquals(2, fixture.open().size(), "the evicted container is closed");
        }
    }

    @Test
    void evictsNothingForAPoolThatNoJobHasRequested() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, new PoolBudget(1, Long.MAX_VALUE, 4))) {
            GraderTemplate first = fixture.template("first");
            GraderTemplate second = fixture.template("second");
            fixture.setTemplates(first, second);
            fixture.refill();
            assertEquals(1, fixture.warm(first) + fixture.warm(second));
            assertEquals(0, fixture.refill());
        }
    }

    @Test
    void startsNothingAboveTheMemoryBudgetUnlessAnOlderPoolGivesUpItsContainer() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, new PoolBudget(100, 1000, 4))) {
            GraderTemplate idle = fixture.template("idle");
            GraderTemplate used = fixture.template("used");
            fixture.setTemplates(idle, used);
            fixture.refill();
            fixture.pool.removeExpired(1001);
            fixture.runJob(used);
            assertEquals(1, fixture.refill());
            assertEquals(0, fixture.warm(idle), "its container made room");
            assertEquals(1, fixture.warm(used));
            fixture.runJob(used);
            assertEquals(0, fixture.refill(), "no pool is less recently requested");
            fixture.pool.removeExpired(1000);
            assertEquals(2, fixture.refill());
        }
    }

    @Test
    void removesContainersAfterAnHour() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.runJob(template);
            fixture.refill();
            fixture.pass(Duration.ofMinutes(59));
            fixture.pool.removeExpired(0);
            assertEquals(1, fixture.open().size());
            fixture.pass(Duration.ofMinutes(2));
            fixture.pool.removeExpired(0);
            assertEquals(List.of(), fixture.open());
            assertEquals(0, fixture.refill(), "no job came for an hour");
        }
    }

    @Test
    void removesAnOldContainerOfAPoolThatIsInUse() throws Exception {
        try (WarmPoolFixture fixture = fixture(new IdleBounds(2, 2), AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.refill();
            fixture.pass(Duration.ofMinutes(9));
            fixture.runJob(template);
            fixture.refill();
            assertEquals(2, fixture.open().size());
            fixture.pass(Duration.ofMinutes(52));
            fixture.pool.removeExpired(0);
            assertEquals(List.of(fixture.runtime.created().getLast()), fixture.open());
        }
    }

    @Test
    void retriesAFailedRefillAfterAPauseThatDoubles() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            fixture.runtime.onCreate(() -> {
                if (broken.get()) {
                    throw new RuntimeFault(RuntimeFault.Kind.EXHAUSTED, "of the test", null);
                }
            });
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            for (int seconds : new int[] {1, 2, 4}) {
                assertEquals(1, fixture.refill());
                fixture.pass(Duration.ofSeconds(seconds).minusNanos(1));
                assertEquals(0, fixture.refill(), () -> "before " + seconds + " s");
                fixture.pass(Duration.ofNanos(1));
            }
            broken.set(false);
            fixture.refill();
            assertEquals(1, fixture.warm(template));
            assertEquals(3, fixture.status(template).failures());
        }
    }

    @Test
    void closesTheContainersOfAWithdrawnTemplate() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate kept = fixture.template("kept");
            GraderTemplate withdrawn = fixture.template("withdrawn");
            fixture.setTemplates(kept, withdrawn);
            fixture.refill();
            fixture.setTemplates(kept);
            assertEquals(1, fixture.open().size());
            assertEquals(kept.imageId(), fixture.open().getFirst().spec().imageId());
        }
    }

    @Test
    void closesAContainerWhoseTemplateIsWithdrawnDuringItsRefill() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            fixture.setTemplates(fixture.template("one"));
            RefillTask refill = fixture.pool.pollTask().orElseThrow();
            fixture.setTemplates();
            refill.run();
            assertEquals(1, fixture.runtime.created().size());
            assertEquals(List.of(), fixture.open());
        }
    }

    @Test
    void startsAStudentWhenJobsRequestStudentsAndMemoryIsLeft() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, new PoolBudget(100, 1000, 4))) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            assertEquals(1, fixture.refill(), "no job has requested a student");
            fixture.pool.beginJob();
            fixture.pool.endJob(template, 1);
            fixture.pass(Duration.ofSeconds(1));
            fixture.pool.removeExpired(1001);
            assertTrue(fixture.pool.pollTask().isEmpty());
            fixture.pool.removeExpired(1000);
            assertTrue(fixture.pool.pollTask().isPresent());
        }
    }

    @Test
    void replacesAContainerOnlyWhileNoJobHasClaimedIt() throws Exception {
        try (WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE)) {
            GraderTemplate template = fixture.template("one");
            fixture.setTemplates(template);
            fixture.refill();
            WarmContainer warm = fixture.pool.claim(template, WarmPoolFixture.LIMITS).orElseThrow();
            fixture.pool.replace(warm, "of the test");
            assertEquals(1, fixture.open().size(), "it belongs to its job");
            warm.close();
            assertEquals(0, fixture.status(template).failures());
            fixture.refill();
            fixture.pool.replace(fixture.pool.containers().getFirst(), "of the test");
            assertEquals(List.of(), fixture.open());
            assertEquals(1, fixture.status(template).failures());
        }
    }

    @Test
    void closesEverythingAndStartsNothingAfterClose() throws Exception {
        WarmPoolFixture fixture = fixture(ONE_OR_TWO, AMPLE);
        GraderTemplate template = fixture.template("one");
        fixture.setTemplates(template);
        fixture.refill();
        fixture.close();
        assertEquals(List.of(), fixture.open());
        assertEquals(Optional.empty(), fixture.pool.claim(template, WarmPoolFixture.LIMITS));
        assertEquals(0, fixture.refill());
        assertFalse(fixture.pool.sleepWhileOpen(Duration.ofHours(1).toNanos()));
    }
}
