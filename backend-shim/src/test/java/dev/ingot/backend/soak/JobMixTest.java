package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.cases.Case;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobMixTest {
    private static final List<Case> ALL = List.of(Cases.named("null-grader"), Cases.named("fork-bomb", "LIMIT_PROCESSES"),
        Cases.named("network", "NETWORK"), Cases.named("disk-full"), Cases.named("task-disk-full"),
        Cases.named("run-student"));

    private static List<Case> drawn(boolean limitsDisk, long seed) {
        return new JobMix(ALL, limitsDisk, seed).draw(500);
    }

    private static Set<String> names(List<Case> cases) {
        return cases.stream().map(Case::name).collect(Collectors.toSet());
    }

    @Test
    void everyCaseComesThatCanHold() {
        assertEquals(Set.of("null-grader", "fork-bomb", "run-student", "disk-full"), names(drawn(true, 1)));
        assertEquals(Set.of("null-grader", "fork-bomb", "run-student"), names(drawn(false, 1)));
    }

    @Test
    void someAreKilled() {
        long killed = drawn(true, 1).stream().filter(one -> one.killAfter().isPresent()).count();
        assertTrue(killed > 20 && killed < 100, () -> killed + " of 500");
    }

    @Test
    void theLastCallsForAStudentAndIsNotKilled() {
        Case last = drawn(true, 3).getLast();
        assertEquals("run-student", last.name());
        assertEquals(Optional.empty(), last.killAfter());
        assertEquals(List.of(last), new JobMix(ALL, true, 3).draw(1));
    }

    @Test
    void theSameSeedGivesTheSameJobs() {
        assertEquals(drawn(true, 7), drawn(true, 7));
    }
}
