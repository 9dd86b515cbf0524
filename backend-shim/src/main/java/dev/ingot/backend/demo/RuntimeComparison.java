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
 * Compares the same cases on several runtimes in a table. The columns are task, verdict and grade, then for each phase the
 * milliseconds on each runtime, and the total time that the client waited.
 */
public final class RuntimeComparison {
    private static final int MIN_WIDTH = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * The results of one runtime.
     *
     * @param reports one report for each case, in the same order for every runtime
     * @param phases  job id to nanoseconds in each phase
     */
    public record Column(String runtime, List<CaseReport> reports, Map<String, Map<Phase, Long>> phases) {
        private String formatCell(int row, Phase phase) {
            return reports.get(row).completedJob()
                .map(job -> phases.getOrDefault(job.jobId(), Map.of()).get(phase))
                .map(RuntimeComparison::formatMillis).orElse("-");
        }

        /** Returns the manager, such as docker in docker:crun. */
        private String manager() {
            return runtime.substring(0, colonIndex());
        }

        /** Returns the OCI runtime, such as crun in docker:crun; empty for a manager without a choice. */
        private String ociRuntime() {
            return runtime.substring(Math.min(colonIndex() + 1, runtime.length()));
        }

        private int colonIndex() {
            int colon = runtime.indexOf(':');
            return colon < 0 ? runtime.length() : colon;
        }

        private String totalMillis(int row) {
            return reports.get(row).completedJob().map(job -> formatMillis(job.latency().toNanos())).orElse("-");
        }
    }

    private final List<Column> columns;
    private final int width;

    /**
     * Creates a comparison.
     *
     * @param columns one column for each runtime, at least one
     */
    public RuntimeComparison(List<Column> columns) {
        this.columns = List.copyOf(columns);
        width = columns.stream().flatMap(column -> Stream.of(column.manager(), column.ociRuntime()))
            .mapToInt(String::length).reduce(MIN_WIDTH, Math::max);
    }

    /** Returns the lines of the table. */
    public List<String> lines() {
        List<Case> cases = columns.getFirst().reports().stream().map(CaseReport::testCase).toList();
        List<String> lines = new ArrayList<>();
        int group = columns.size() * (width + 1);
        lines.add(formatHead("milliseconds", "", "")
            + phaseNames().stream().map(name -> pad(name, -group)).collect(Collectors.joining(" |")));
        // Two head lines: oci:crun and docker:crun differ in the manager, docker:crun and docker:runc in the OCI runtime.
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

    /** Joins the cells of all runtimes. */
    private String joinCells(Function<Column, String> cell) {
        return columns.stream().map(column -> " " + pad(cell.apply(column), -width)).collect(Collectors.joining());
    }

    /** Joins a value of the results of all runtimes; equal values appear once. */
    private String joinValues(int row, Function<JobResult, String> value) {
        return columns.stream().map(column -> column.reports().get(row).completedJob().map(job -> value.apply(job.result()))
            .orElse("-"))
            .distinct().collect(Collectors.joining("/"));
    }

    private static String formatHead(String task, String verdict, String grade) {
        return pad(task, 16) + " " + pad(verdict, 9) + pad(grade, -7) + " ";
    }

    /** Adds spaces on the right, or, for a negative width, on the left. */
    private static String pad(String text, int width) {
        return String.format("%" + -width + "s", text);
    }

    /** Formats short phases with one decimal, so that they stay distinguishable, and long ones without, so that they fit. */
    private static String formatMillis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%.0f", millis);
    }
}
