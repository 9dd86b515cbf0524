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
    private static final List<Case> ALL = List.of(TestCases.named("null-grader"), TestCases.named("fork-bomb", "LIMIT_PROCESSES"),
        TestCases.named("network", "NETWORK"), TestCases.named("disk-full"), TestCases.named("task-disk-full"),
        TestCases.named("run-student"));

    private static List<Case> draw(boolean limitsDisk, long seed) {
        return new JobMix(ALL, limitsDisk, seed).draw(500);
    }

    private static Set<String> names(List<Case> cases) {
        return cases.stream().map(Case::name).collect(Collectors.toSet());
    }

    @Test
    void drawsEverySupportedCase() {
        assertEquals(Set.of("null-grader", "fork-bomb", "run-student", "disk-full"), names(draw(true, 1)));
        assertEquals(Set.of("null-grader", "fork-bomb", "run-student"), names(draw(false, 1)));
    }

    @Test
    void killsSomeJobs() {
        long killed = draw(true, 1).stream().filter(one -> one.killAfter().isPresent()).count();
        assertTrue(killed > 20 && killed < 100, () -> killed + " of 500");
    }

    @Test
    void endsWithAStudentCaseThatIsNotKilled() {
        Case last = draw(true, 3).getLast();
        assertEquals("run-student", last.name());
        assertEquals(Optional.empty(), last.killAfter());
        assertEquals(List.of(last), new JobMix(ALL, true, 3).draw(1));
    }

    @Test
    void theSameSeedGivesTheSameJobs() {
        assertEquals(draw(true, 7), draw(true, 7));
    }
}
