package dev.ingot.backend.demo;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The same cases on several runtimes, as a table: task, verdict, grade, then for each phase the milliseconds of each
 * runtime side by side, and what the client waited in all.
 */
public final class Comparison {
    private static final int NUMBER_WIDTH = 5;
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

        private String wait(int row) {
            return reports.get(row).outcome().map(outcome -> millis(outcome.latency().toNanos())).orElse("-");
        }
    }

    private final List<Column> columns;

    public Comparison(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** The table, line by line. */
    public List<String> lines() {
        List<Case> cases = columns.getFirst().reports().stream().map(CaseReport::of).toList();
        List<String> lines = new ArrayList<>();
        int group = columns.size() * (NUMBER_WIDTH + 1);
        lines.add(head("milliseconds", "", "")
            + phaseNames().stream().map(name -> padded(name, -group)).collect(Collectors.joining(" |")));
        String runtimes = columns.stream().map(column -> " " + padded(shortName(column.runtime()), -NUMBER_WIDTH))
            .collect(Collectors.joining());
        lines.add(head("task", "verdict", "grade")
            + phaseNames().stream().map(name -> runtimes).collect(Collectors.joining(" |")));
        for (int row = 0; row < cases.size(); row++) {
            lines.add(line(cases.get(row), row));
        }
        return lines;
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
            groups.add(numbers(column -> column.cell(row, phase)));
        }
        groups.add(numbers(column -> column.wait(row)));
        return head(
            of.name(),
            each(row, JobResult::status),
            each(row, result -> String.format(Locale.ROOT, "%.2f", result.grade()))) + String.join(" |", groups);
    }

    private String numbers(Function<Column, String> number) {
        return columns.stream().map(column -> " " + padded(number.apply(column), -NUMBER_WIDTH)).collect(Collectors.joining());
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

    private static String shortName(String runtime) {
        return runtime.substring(runtime.lastIndexOf(':') + 1);
    }

    /** Three digits, so that short phases tell something and long ones keep in line. */
    private static String millis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%.0f", millis);
    }
}
