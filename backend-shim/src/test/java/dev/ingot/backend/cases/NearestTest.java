package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"tme,time", "hardtime,hard_time", "memroy,memory", "time,time", "'',time"})
    void theFewestEditsWin(String word, String meant) {
        assertEquals(meant, Nearest.to(word, List.of("time", "hard_time", "memory")));
    }
}
