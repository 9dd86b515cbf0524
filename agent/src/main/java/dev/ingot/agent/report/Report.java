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
 * Many jobs, grouped by runtime, environment, and whether the container was there before.
 *
 * @param groups   jobs by the group's name, in its order; jobs without a runtime are in none
 * @param verdicts how often each was answered, refused jobs included
 * @param skipped  lines of the logs that say nothing of a job
 */
public record Report(Map<String, List<LoggedJob>> groups, Map<String, Long> verdicts, int skipped) {

    public static Report of(List<LoggedJob> jobs, int skipped) {
        return new Report(
            jobs.stream().filter(job -> job.runtime() != null)
                .collect(Collectors.groupingBy(Report::groupName, TreeMap::new, Collectors.toCollection(ArrayList::new))),
            jobs.stream().collect(Collectors.groupingBy(LoggedJob::verdict, TreeMap::new, Collectors.counting())), skipped);
    }

    private static String groupName(LoggedJob job) {
        return job.runtime() + "  " + job.environment() + (job.warm() ? "  warm" : "");
    }

    /** Of one group; empty when none of its jobs came so far. */
    Optional<Distribution> distribution(String group, Measure measure) {
        Distribution all = Distribution.of(groups.getOrDefault(group, List.of()).stream().map(measure::durationNanos)
            .filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong));
        return all.count() == 0 ? Optional.empty() : Optional.of(all);
    }

    long jobCount() {
        return verdicts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The whole in one line. */
    String summary() {
        String lines = skipped == 0 ? "" : "; " + skipped + (skipped == 1 ? " line was" : " lines were") + " not understood";
        return jobCount() + " jobs: " + verdicts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ")) + lines;
    }
}
