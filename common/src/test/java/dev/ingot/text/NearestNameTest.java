package dev.ingot.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guesses, and when none is better. */
class NearestNameTest {
    @ParameterizedTest
    @CsvSource({"concurency,concurrency", "taks,tasks", "tmp-dir,tmpdir", "metrics,none", "x,none", "tasks,tasks"})
    void picksTheNameWithTheFewestEdits(String word, String expected) {
        assertEquals(expected, NearestName.of(word, List.of("concurrency", "tasks", "tmpdir", "ssh")).orElse("none"));
    }

    @ParameterizedTest
    @CsvSource({"tme,time", "hardtime,hard_time", "memroy,memory", "time,time", "'',time"})
    void findsTheClosestNameAtAnyDistance(String word, String meant) {
        assertEquals(meant, NearestName.closest(word, List.of("time", "hard_time", "memory")));
    }
}
