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
public final class Comparison {
    private static final int LEAST_WIDTH = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * What one runtime made of the cases.
     *
     * @param reports one for each case, in the same order for every runtime
     * @param phases  job id to nanoseconds in each phase
     */
    public record Column(String runtime, List<CaseReport> reports, Map<String, Map<Phase, Long>> phases) {
        private String cell(int row, Phase phase) {
            return reports.get(row).outcome()
                .map(outcome -> phases.getOrDefault(outcome.jobId(), Map.of()).get(phase))
                .map(Comparison::millis).orElse("-");
        }

        /** What runs the containers, as `docker` in docker:crun. */
        private String manager() {
            return runtime.substring(0, colon());
        }

        /** What it runs them with, as `crun` in docker:crun; empty where there is no choice. */
        private String flavour() {
            return runtime.substring(Math.min(colon() + 1, runtime.length()));
        }

        private int colon() {
            int colon = runtime.indexOf(':');
            return colon < 0 ? runtime.length() : colon;
        }

        private String wait(int row) {
            return reports.get(row).outcome().map(outcome -> millis(outcome.latency().toNanos())).orElse("-");
        }
    }

    private final List<Column> columns;
    private final int width;

    public Comparison(List<Column> columns) {
        this.columns = List.copyOf(columns);
        width = columns.stream().flatMap(column -> Stream.of(column.manager(), column.flavour()))
            .mapToInt(String::length).reduce(LEAST_WIDTH, Math::max);
    }

    /** The table, line by line. */
    public List<String> lines() {
        List<Case> cases = columns.getFirst().reports().stream().map(CaseReport::of).toList();
        List<String> lines = new ArrayList<>();
        int group = columns.size() * (width + 1);
        lines.add(head("milliseconds", "", "")
            + phaseNames().stream().map(name -> padded(name, -group)).collect(Collectors.joining(" |")));
        // In two lines, because oci:crun and docker:crun differ in the one, docker:crun and docker:runc in the other.
        lines.add(head("", "", "") + everyPhase(cells(Column::manager)));
        lines.add(head("task", "verdict", "grade") + everyPhase(cells(Column::flavour)));
        for (int row = 0; row < cases.size(); row++) {
            lines.add(line(cases.get(row), row));
        }
        return lines;
    }

    private static String everyPhase(String group) {
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

    private String line(Case of, int row) {
        List<String> groups = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            groups.add(cells(column -> column.cell(row, phase)));
        }
        groups.add(cells(column -> column.wait(row)));
        return head(
            of.name(),
            each(row, JobResult::status),
            each(row, result -> String.format(Locale.ROOT, "%.2f", result.grade()))) + String.join(" |", groups);
    }

    /** A cell of each runtime. */
    private String cells(Function<Column, String> cell) {
        return columns.stream().map(column -> " " + padded(cell.apply(column), -width)).collect(Collectors.joining());
    }

    /** A value of the results, once when all runtimes agree. */
    private String each(int row, Function<JobResult, String> value) {
        return columns.stream().map(column -> column.reports().get(row).outcome().map(o -> value.apply(o.result())).orElse("-"))
            .distinct().collect(Collectors.joining("/"));
    }

    private static String head(String task, String verdict, String grade) {
        return padded(task, 16) + " " + padded(verdict, 9) + padded(grade, -7) + " ";
    }

    /** Filled with blanks on the right, or with a negative width on the left. */
    private static String padded(String text, int width) {
        return String.format("%" + -width + "s", text);
    }

    /** Three digits, so that short phases tell something and long ones keep in line. */
    private static String millis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%.0f", millis);
    }
}
