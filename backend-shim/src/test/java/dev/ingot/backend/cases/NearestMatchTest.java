package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestMatchTest {
    @ParameterizedTest
    @CsvSource({"tme,time", "hardtime,hard_time", "memroy,memory", "time,time", "'',time"})
    void findsTheCandidateWithTheFewestEdits(String word, String meant) {
        assertEquals(meant, NearestMatch.find(word, List.of("time", "hard_time", "memory")));
    }
}
