package dev.ingot.backend.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.backend.bench.BenchPlan.ArrivalPattern;
import dev.ingot.backend.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchPlanTest {

    static BenchPlan plan(int jobs, int concurrency, Optional<String> external, String... runtimes) {
        return new BenchPlan(
            Stream.of(runtimes).map(name -> new RuntimeSpec(name, 2)).toList(), external, jobs, concurrency,
            Duration.ofMillis(150), Duration.ZERO, "default", Optional.empty());
    }

    private static BenchPlan plan(int jobs, int concurrency) {
        return plan(jobs, concurrency, Optional.empty(), "one");
    }

    @Test
    void spreadsAllJobsOverTheRounds() {
        BenchPlan plan = plan(103, 4);
        assertEquals(5, plan.rounds());
        List<LoadRun> turns = IntStream.range(0, 5).mapToObj(round -> plan.planTurn(ArrivalPattern.CLOSED_LOOP, round)).toList();
        assertEquals(List.of(21, 21, 21, 20, 20), turns.stream().map(LoadRun::jobs).toList());
    }

    @Test
    void aTurnIsLongEnoughForItsConcurrency() {
        assertEquals(2, plan(100, 8).rounds());
        assertEquals(1, plan(3, 8).rounds());
        assertEquals(new LoadRun(3, 8, Duration.ZERO), plan(3, 8).planTurn(ArrivalPattern.CLOSED_LOOP, 0));
    }

    @Test
    void spacedTurnsRunOneJobAtATime() {
        assertEquals(new LoadRun(3, 1, Duration.ofMillis(150)), plan(3, 8).planTurn(ArrivalPattern.SPACED, 0));
    }

    @Test
    void includesTheExternalAgent() {
        assertEquals(List.of("one+2", "two+2", "external"),
            plan(1, 1, Optional.of("tcp://127.0.0.1:*"), "one", "two").targetNames());
    }
}
