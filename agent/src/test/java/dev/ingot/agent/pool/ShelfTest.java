package dev.ingot.agent.pool;

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

class ShelfTest {
    private static final Limits LIMITS = new Limits(1 << 20, 8, 8);
    private static final Limits OTHER = new Limits(2 << 20, 8, 8);

    private long now;
    private final GraderTemplate template =
        new GraderTemplate(new ScriptedRuntime(), "sha256:1", new Network.None(), Map.of());
    private final Shelf shelf = new Shelf(template, new Warmth(1, 2), LIMITS, () -> now);

    private Slot park(Limits limits) {
        shelf.begin();
        Slot slot = new Slot(template, null, Map.of(), null, null, null, limits, now);
        assertTrue(shelf.made(slot));
        return slot;
    }

    @Test
    void theSlotWithTheSameLimitsIsTakenFirst() {
        Slot one = park(OTHER);
        Slot two = park(LIMITS);
        assertEquals(Optional.of(two), shelf.take(LIMITS));
        assertEquals(Optional.of(one), shelf.take(LIMITS), "its limits can be changed");
        assertEquals(Optional.empty(), shelf.take(LIMITS));
    }

    @Test
    void noMoreAreWantedThanTheDemand() {
        assertTrue(shelf.wants());
        shelf.begin();
        assertFalse(shelf.wants(), "one is being made");
    }

    @Test
    void failuresAreFollowedByLongerAndLongerPauses() {
        shelf.begin();
        shelf.unmade();
        assertFalse(shelf.wants());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(shelf.wants());
        shelf.begin();
        shelf.unmade();
        now += Duration.ofSeconds(1).toNanos();
        assertFalse(shelf.wants());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(shelf.wants());
    }

    @Test
    void anImageWhoseProgramEndsIsNotMadeAgainAndAgain() {
        for (int second : new int[] {1, 2, 4}) {
            Slot slot = park(LIMITS);
            shelf.ready(1);
            assertTrue(shelf.lost(slot));
            now += Duration.ofSeconds(second).toNanos() - 1;
            assertFalse(shelf.wants(), () -> "before " + second + " s");
            now++;
            assertTrue(shelf.wants());
        }
        Slot lasting = park(LIMITS);
        shelf.ready(1);
        now += Duration.ofMinutes(2).toNanos();
        shelf.lost(lasting);
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(shelf.wants(), "the first failure after a good time");
    }

    @Test
    void whatIsTooMuchOrTooOldIsRetired() {
        Slot one = park(LIMITS);
        Slot two = park(LIMITS);
        assertEquals(List.of(), shelf.retire(), "two are not too many at once");
        now += Duration.ofMinutes(2).toNanos();
        assertEquals(List.of(one), shelf.retire());
        shelf.asked(OTHER);
        Slot three = park(LIMITS);
        now += Duration.ofMinutes(59).toNanos();
        assertEquals(List.of(), shelf.retire(), two + " was taken");
        now += Duration.ofMinutes(2).toNanos();
        assertEquals(List.of(three), shelf.retire());
    }

    @Test
    void aClearedShelfTakesNoMore() {
        Slot one = park(LIMITS);
        shelf.begin();
        assertEquals(List.of(one), shelf.clear());
        assertFalse(shelf.made(one));
    }
}
