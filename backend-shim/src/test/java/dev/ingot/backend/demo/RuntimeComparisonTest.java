package dev.ingot.backend.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuntimeComparisonTest {
    private static final Map<Phase, Long> PHASES =
        Map.of(Phase.ADMIT, 240_000L, Phase.CREATE, 9_960_000L, Phase.START, 145_400_000L);

    @Test
    void printsRuntimesSideBySide() {
        RuntimeComparison comparison = new RuntimeComparison(List.of(
            new RuntimeComparison.Column("oci:crun", List.of(report("right", "success"), report("wrong", "failed")),
                Map.of("right", PHASES, "wrong", PHASES)),
            new RuntimeComparison.Column("docker:crun", List.of(report("right", "success"), lost("wrong")),
            Map.of("right", PHASES))));
        String blank = "      -      - |";
        String gap = " ".repeat(34);
        assertEquals(List.of(
            "milliseconds" + " ".repeat(22) + "         ADMIT |         STAGE |        CREATE |         START |         GRADE |"
                + "         REPLY |          EXIT |         CLEAN |         total",
            gap + "    oci docker |".repeat(8) + "    oci docker",
            "task             verdict    grade " + "   crun   crun |".repeat(8) + "   crun   crun",
            "right            success     0.00     0.2    0.2 |" + blank + "     10     10 |    145    145 |" + blank.repeat(4)
                + "    1.5    1.5",
            "wrong            failed/-  0.00/-     0.2      - |" + blank + "     10      - |    145      - |" + blank.repeat(4)
                + "    1.5      -"),
            comparison.lines());
    }

    @Test
    void leavesTheOciRuntimeBlankForAManagerWithoutOne() {
        RuntimeComparison.Column column = new RuntimeComparison.Column("lxd", List.of(report("right", "success")), Map.of());
        List<String> lines = new RuntimeComparison(List.of(column)).lines();
        assertEquals(" ".repeat(34) + "   lxd |".repeat(8) + "   lxd", lines.get(1));
        assertEquals("task             verdict    grade " + "       |".repeat(8) + "      ", lines.get(2));
    }

    private static CaseReport report(String name, String status) {
        CompletedJob job = new CompletedJob(name, JobResult.ungraded(status, "", ""), 1_000_000, 2_500_000);
        return new CaseReport(named(name), Optional.of(job), List.of());
    }

    private static CaseReport lost(String name) {
        return new CaseReport(named(name), Optional.empty(), List.of("no result within 1 s"));
    }

    private static Case named(String name) {
        return new Case(name, "", OptionalInt.empty(), "default", Set.of(), false, name, "task", Map.of(), Map.of(), false,
            Optional.empty(), Map.of());
    }
}
