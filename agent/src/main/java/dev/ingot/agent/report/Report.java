package dev.ingot.agent.report;

import dev.ingot.timing.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Groups jobs by runtime, environment, and warm or cold start.
 *
 * @param groups   jobs by group name, in the order of the names; jobs without a runtime are in no group
 * @param verdicts number of jobs by verdict, rejected jobs included
 * @param skipped  number of skipped lines of the logs
 */
public record Report(Map<String, List<LoggedJob>> groups, Map<String, Long> verdicts, int skipped) {

    /** Groups the jobs. */
    public static Report of(List<LoggedJob> jobs, int skipped) {
        return new Report(
            jobs.stream().filter(job -> job.runtime() != null)
                .collect(Collectors.groupingBy(Report::groupName, TreeMap::new, Collectors.toCollection(ArrayList::new))),
            jobs.stream().collect(Collectors.groupingBy(LoggedJob::verdict, TreeMap::new, Collectors.counting())), skipped);
    }

    private static String groupName(LoggedJob job) {
        return job.runtime() + "  " + job.environment() + (job.warm() ? "  warm" : "");
    }

    /** Returns the durations of one group; empty when none of its jobs entered the measure's last phase. */
    Optional<Distribution> distribution(String group, Measure measure) {
        Distribution all = Distribution.of(groups.getOrDefault(group, List.of()).stream().map(measure::durationNanos)
            .filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong));
        return all.count() == 0 ? Optional.empty() : Optional.of(all);
    }

    /** Returns the number of jobs, rejected ones included. */
    long jobCount() {
        return verdicts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Summarizes the report in one line. */
    String summary() {
        String lines = skipped == 0 ? "" : "; " + skipped + (skipped == 1 ? " line was" : " lines were") + " skipped";
        return jobCount() + " jobs: " + verdicts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ")) + lines;
    }
}
