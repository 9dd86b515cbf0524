package dev.ingot.backend.demo;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same cases on several runtimes, as a table: task, verdict, grade, then for each phase the milliseconds of each
 * runtime side by side, and what the client waited in all.
 */
public final class RuntimeComparison {
    private static final int MIN_WIDTH = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * What one runtime made of the cases.
     *
     * @param reports one for each case, in the same order for every runtime
     * @param phases  job id to nanoseconds in each phase
     */
    public record Column(String runtime, List<CaseReport> reports, Map<String, Map<Phase, Long>> phases) {
        private String formatCell(int row, Phase phase) {
            return reports.get(row).completedJob()
                .map(outcome -> phases.getOrDefault(outcome.jobId(), Map.of()).get(phase))
                .map(RuntimeComparison::formatMillis).orElse("-");
        }

        /** What runs the containers, as `docker` in docker:crun. */
        private String manager() {
            return runtime.substring(0, colonIndex());
        }

        /** What it runs them with, as `crun` in docker:crun; empty where there is no choice. */
        private String ociRuntime() {
            return runtime.substring(Math.min(colonIndex() + 1, runtime.length()));
        }

        private int colonIndex() {
            int colon = runtime.indexOf(':');
            return colon < 0 ? runtime.length() : colon;
        }

        private String totalMillis(int row) {
            return reports.get(row).completedJob().map(outcome -> formatMillis(outcome.latency().toNanos())).orElse("-");
        }
    }

    private final List<Column> columns;
    private final int width;

    public RuntimeComparison(List<Column> columns) {
        this.columns = List.copyOf(columns);
        width = columns.stream().flatMap(column -> Stream.of(column.manager(), column.ociRuntime()))
            .mapToInt(String::length).reduce(MIN_WIDTH, Math::max);
    }

    /** The table, line by line. */
    public List<String> lines() {
        List<Case> cases = columns.getFirst().reports().stream().map(CaseReport::testCase).toList();
        List<String> lines = new ArrayList<>();
        int group = columns.size() * (width + 1);
        lines.add(formatHead("milliseconds", "", "")
            + phaseNames().stream().map(name -> pad(name, -group)).collect(Collectors.joining(" |")));
        // In two lines, because oci:crun and docker:crun differ in the one, docker:crun and docker:runc in the other.
        lines.add(formatHead("", "", "") + repeatForPhases(joinCells(Column::manager)));
        lines.add(formatHead("task", "verdict", "grade") + repeatForPhases(joinCells(Column::ociRuntime)));
        for (int row = 0; row < cases.size(); row++) {
            lines.add(formatRow(cases.get(row), row));
        }
        return lines;
    }

    private static String repeatForPhases(String group) {
        return String.join(" |", Collections.nCopies(phaseNames().size(), group));
    }

    private static List<String> phaseNames() {
        List<String> names = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            names.add(phase.name());
        }
        names.add("total");
        return names;
    }

    private String formatRow(Case of, int row) {
        List<String> groups = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            groups.add(joinCells(column -> column.formatCell(row, phase)));
        }
        groups.add(joinCells(column -> column.totalMillis(row)));
        return formatHead(
            of.name(),
            joinValues(row, JobResult::status),
            joinValues(row, result -> String.format(Locale.ROOT, "%.2f", result.grade()))) + String.join(" |", groups);
    }

    /** A cell of each runtime. */
    private String joinCells(Function<Column, String> cell) {
        return columns.stream().map(column -> " " + pad(cell.apply(column), -width)).collect(Collectors.joining());
    }

    /** A value of the results, once when all runtimes agree. */
    private String joinValues(int row, Function<JobResult, String> value) {
        return columns.stream().map(column -> column.reports().get(row).completedJob().map(o -> value.apply(o.result()))
            .orElse("-"))
            .distinct().collect(Collectors.joining("/"));
    }

    private static String formatHead(String task, String verdict, String grade) {
        return pad(task, 16) + " " + pad(verdict, 9) + pad(grade, -7) + " ";
    }

    /** Filled with blanks on the right, or with a negative width on the left. */
    private static String pad(String text, int width) {
        return String.format("%" + -width + "s", text);
    }

    /** Three digits, so that short phases tell something and long ones keep in line. */
    private static String formatMillis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%.0f", millis);
    }
}
