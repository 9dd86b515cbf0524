package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.cases.Case;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobMixTest {
    private static final List<Case> ALL = List.of(Cases.named("null-grader"), Cases.named("fork-bomb", "LIMIT_PROCESSES"),
        Cases.named("network", "NETWORK"), Cases.named("disk-full"), Cases.named("task-disk-full"));

    private static List<Case> drawn(boolean limitsDisk, long seed) {
        JobMix mix = new JobMix(ALL, limitsDisk, seed);
        return IntStream.range(0, 500).mapToObj(_ -> mix.next()).toList();
    }

    private static Set<String> names(List<Case> cases) {
        return cases.stream().map(Case::name).collect(Collectors.toSet());
    }

    @Test
    void everyCaseComesThatCanHold() {
        assertEquals(Set.of("null-grader", "fork-bomb", "disk-full"), names(drawn(true, 1)));
        assertEquals(Set.of("null-grader", "fork-bomb"), names(drawn(false, 1)));
    }

    @Test
    void someAreKilled() {
        long killed = drawn(true, 1).stream().filter(one -> one.killAfter().isPresent()).count();
        assertTrue(killed > 20 && killed < 100, () -> killed + " of 500");
    }

    @Test
    void theSameSeedGivesTheSameJobs() {
        assertEquals(drawn(true, 7), drawn(true, 7));
    }
}
