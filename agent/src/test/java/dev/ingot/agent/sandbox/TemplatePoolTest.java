package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplatePoolTest {
    private static final Limits LIMITS = new Limits(1 << 20, 8, 8);
    private static final Limits OTHER = new Limits(2 << 20, 8, 8);

    private long now;
    private final GraderTemplate template =
        new GraderTemplate(new ScriptedRuntime(), "sha256:1", new Network.None(), Map.of());
    private final TemplatePool pool = new TemplatePool(template, new IdleBounds(1, 2), LIMITS, () -> now);

    private WarmContainer addContainer(Limits limits) {
        pool.beginRefill();
        WarmContainer slot = new WarmContainer(template, null, Map.of(), null, null, null, limits, now);
        assertTrue(pool.add(slot));
        return slot;
    }

    @Test
    void claimsTheContainerWithEqualLimitsFirst() {
        WarmContainer one = addContainer(OTHER);
        WarmContainer two = addContainer(LIMITS);
        assertEquals(Optional.of(two), pool.claim(LIMITS));
        assertEquals(Optional.of(one), pool.claim(LIMITS), "its limits can be changed");
        assertEquals(Optional.empty(), pool.claim(LIMITS));
    }

    @Test
    void needsNoMoreThanTheTarget() {
        assertTrue(pool.needsMore());
        pool.beginRefill();
        assertFalse(pool.needsMore(), "one is being made");
    }

    @Test
    void backsOffAfterFailures() {
        pool.beginRefill();
        pool.recordRefillFailure();
        assertFalse(pool.needsMore());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(pool.needsMore());
        pool.beginRefill();
        pool.recordRefillFailure();
        now += Duration.ofSeconds(1).toNanos();
        assertFalse(pool.needsMore());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(pool.needsMore());
    }

    @Test
    void backsOffWhenTheProgramKeepsExiting() {
        for (int second : new int[] {1, 2, 4}) {
            WarmContainer slot = addContainer(LIMITS);
            pool.recordRefill(1);
            assertTrue(pool.removeFailed(slot));
            now += Duration.ofSeconds(second).toNanos() - 1;
            assertFalse(pool.needsMore(), () -> "before " + second + " s");
            now++;
            assertTrue(pool.needsMore());
        }
        WarmContainer lasting = addContainer(LIMITS);
        pool.recordRefill(1);
        now += Duration.ofMinutes(2).toNanos();
        pool.removeFailed(lasting);
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(pool.needsMore(), "the first failure after a good time");
    }

    @Test
    void removesSurplusAndOldContainers() {
        WarmContainer one = addContainer(LIMITS);
        WarmContainer two = addContainer(LIMITS);
        assertEquals(List.of(), pool.removeExpired(), "two are not too many at once");
        now += Duration.ofMinutes(2).toNanos();
        assertEquals(List.of(one), pool.removeExpired());
        pool.claimForNewJob(OTHER);
        WarmContainer three = addContainer(LIMITS);
        now += Duration.ofMinutes(59).toNanos();
        assertEquals(List.of(), pool.removeExpired(), two + " was taken");
        now += Duration.ofMinutes(2).toNanos();
        assertEquals(List.of(three), pool.removeExpired());
    }

    @Test
    void addsNothingAfterClear() {
        WarmContainer one = addContainer(LIMITS);
        pool.beginRefill();
        assertEquals(List.of(one), pool.clear());
        assertFalse(pool.add(one));
    }
}
