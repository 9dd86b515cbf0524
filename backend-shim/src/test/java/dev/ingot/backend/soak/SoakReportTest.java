package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.backend.cases.CaseReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoakReportTest {
    private static final Map<String, Long> BEFORE = Map.of("mounts", 40L, ResourceSnapshot.THREADS, 40L,
        ResourceSnapshot.RESIDENT, 100L);

    private static SoakReport report(
        List<CaseReport> strange, List<String> doubled, Map<String, Long> after, List<String> left) {
        return new SoakReport(Map.of("success", 3L), 2, strange, doubled, BEFORE, after, left);
    }

    @Test
    void hasNoFailuresWhenCountsStayWithinTheTolerance() {
        assertEquals(List.of(), report(List.of(), List.of(), BEFORE, List.of()).failures());
        assertEquals(List.of(),
            report(List.of(), List.of(), Map.of("mounts", 39L, ResourceSnapshot.THREADS, 42L, ResourceSnapshot.RESIDENT, 110L),
            List.of())
                .failures());
    }

    @Test
    void reportsCountsThatGrew() {
        assertEquals(List.of("mounts grew from 40 to 41"),
            report(List.of(), List.of(), Map.of("mounts", 41L), List.of()).failures());
        assertEquals(List.of("resident MiB grew from 100 to 200"),
            report(List.of(), List.of(), Map.of(ResourceSnapshot.RESIDENT, 200L), List.of()).failures());
        assertEquals(List.of("threads grew from 40 to 60"),
            report(List.of(), List.of(), Map.of(ResourceSnapshot.THREADS, 60L), List.of()).failures());
    }

    @Test
    void reportsFailedCasesDuplicatesAndOrphans() {
        CaseReport strange = new CaseReport(TestCases.named("x"), Optional.empty(), List.of("no result within 300 s"));
        assertEquals(
            List.of("job of x: no result within 300 s", "job 17 was answered once too often", "a cgroup stays: /g"),
            report(List.of(strange), List.of("17"), BEFORE, List.of("a cgroup stays: /g")).failures());
    }
}
