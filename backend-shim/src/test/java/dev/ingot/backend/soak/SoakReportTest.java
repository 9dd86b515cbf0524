package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.backend.cases.CaseReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoakReportTest {
    private static final Map<String, Long> BEFORE = Map.of("mounts", 40L, ResourceSnapshot.USER_NAMESPACES, 40L,
        ResourceSnapshot.THREADS, 40L, ResourceSnapshot.RESIDENT, 100L);

    private static SoakReport report(
        List<CaseReport> failed, List<String> duplicates, Map<String, Long> after, List<String> orphans) {
        return new SoakReport(Map.of("success", 3L), 2, failed, duplicates, BEFORE, after, orphans);
    }

    @Test
    void hasNoFailuresWhenCountsStayWithinTheTolerance() {
        assertEquals(List.of(), report(List.of(), List.of(), BEFORE, List.of()).failures());
        assertEquals(List.of(),
            report(List.of(), List.of(), Map.of("mounts", 39L, ResourceSnapshot.USER_NAMESPACES, 56L,
                ResourceSnapshot.THREADS, 42L, ResourceSnapshot.RESIDENT, 110L), List.of())
                .failures());
    }

    @Test
    void reportsCountsThatGrew() {
        assertEquals(List.of("mounts grew from 40 to 41"),
            report(List.of(), List.of(), Map.of("mounts", 41L), List.of()).failures());
        assertEquals(List.of("RSS MiB grew from 100 to 200"),
            report(List.of(), List.of(), Map.of(ResourceSnapshot.RESIDENT, 200L), List.of()).failures());
        assertEquals(List.of("user namespaces grew from 40 to 57"),
            report(List.of(), List.of(), Map.of(ResourceSnapshot.USER_NAMESPACES, 57L), List.of()).failures());
        assertEquals(List.of("threads grew from 40 to 60"),
            report(List.of(), List.of(), Map.of(ResourceSnapshot.THREADS, 60L), List.of()).failures());
    }

    @Test
    void reportsFailedCasesDuplicatesAndOrphans() {
        CaseReport failed = new CaseReport(TestCases.named("x"), Optional.empty(), List.of("no result within 300 s"));
        assertEquals(
            List.of("job of x: no result within 300 s", "job 17 got more than one result", "not removed: cgroup /g"),
            report(List.of(failed), List.of("17"), BEFORE, List.of("not removed: cgroup /g")).failures());
    }
}
