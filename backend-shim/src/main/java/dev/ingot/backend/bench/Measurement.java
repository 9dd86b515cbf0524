package dev.ingot.backend.bench;

import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.load.Latencies;
import dev.ingot.timing.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one runtime did with one pattern of arrivals.
 *
 * @param arrivals  how the jobs came
 * @param gap       from a result to the next submission
 * @param perSecond jobs answered in a second
 * @param results   status to the number of jobs that ended with it
 * @param latency   from the submission to the result, as the client saw it
 * @param phases    what the agent logged; empty for an agent that logs none
 * @param agent     what the agent's process used; empty for one that was not started here
 */
public record Measurement(
    String runtime,
    int warm,
    BenchPlan.Arrivals arrivals,
    int concurrency,
    Duration gap,
    double perSecond,
    Map<String, Long> results,
    Latencies latency,
    Map<Phase, Latencies> phases,
    Optional<AgentFigures> agent) {

    /**
     * What an agent's process used.
     *
     * @param rssPeakBytes      resident memory at most, from its start to the end of the last turn
     * @param rssBytes          resident memory at the end of the last turn
     * @param cpuPerJob         processor time of the agent itself
     * @param childrenCpuPerJob of what it started and waited for
     */
    public record AgentFigures(long rssPeakBytes, long rssBytes, Duration cpuPerJob, Duration childrenCpuPerJob) { }

    static Measurement of(
        String runtime, int warm, BenchPlan plan, BenchPlan.Arrivals arrivals, Series series,
        Map<String, Map<Phase, Long>> phases, Optional<ProcessUsage> usage) {
        List<JobOutcome> outcomes = series.outcomes();
        int jobs = outcomes.size();
        return new Measurement(
            runtime, warm, arrivals, plan.concurrency(arrivals), plan.gap(arrivals),
            jobs / (series.wall().toNanos() / 1e9),
            outcomes.stream()
                .collect(Collectors.groupingBy(outcome -> outcome.result().status(), TreeMap::new, Collectors.counting())),
            Latencies.of(outcomes.stream().map(JobOutcome::latency).toList()),
            latencies(outcomes, phases),
            usage.map(last -> new AgentFigures(last.peakBytes(), last.rssBytes(),
                series.cpu().dividedBy(jobs), series.childrenCpu().dividedBy(jobs))));
    }

    /** The runtime, and with how many parked slots. */
    public String contender() {
        return new RuntimeSpec(runtime, warm).toString();
    }

    /** How many jobs were counted. */
    public int jobs() {
        return latency.count();
    }

    private static Map<Phase, Latencies> latencies(List<JobOutcome> outcomes, Map<String, Map<Phase, Long>> phases) {
        Map<Phase, List<Duration>> durations = new EnumMap<>(Phase.class);
        for (JobOutcome outcome : outcomes) {
            phases.getOrDefault(outcome.jobId(), Map.of()).forEach((phase, nanos) ->
                durations.computeIfAbsent(phase, p -> new ArrayList<>()).add(Duration.ofNanos(nanos)));
        }
        Map<Phase, Latencies> latencies = new EnumMap<>(Phase.class);
        durations.forEach((phase, all) -> latencies.put(phase, Latencies.of(all)));
        return latencies;
    }
}
