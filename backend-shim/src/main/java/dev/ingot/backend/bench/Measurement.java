package dev.ingot.backend.bench;

import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LatencySummary;
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
 * @param arrivalPattern  how the jobs came
 * @param gap       from a result to the next submission
 * @param jobsPerSecond jobs answered in a second
 * @param results   status to the number of jobs that ended with it
 * @param latency   from the submission to the result, as the client saw it
 * @param phases    what the agent logged; empty for an agent that logs none
 * @param agent     what the agent's process used; empty for one that was not started here
 */
public record Measurement(
    String runtime,
    int warm,
    BenchPlan.ArrivalPattern arrivalPattern,
    int concurrency,
    Duration gap,
    double jobsPerSecond,
    Map<String, Long> results,
    LatencySummary latency,
    Map<Phase, LatencySummary> phases,
    Optional<AgentUsage> agent) {

    /**
     * What an agent's process used.
     *
     * @param rssPeakBytes      resident memory at most, from its start to the end of the last turn
     * @param rssBytes          resident memory at the end of the last turn
     * @param cpuPerJob         processor time of the agent itself
     * @param childrenCpuPerJob of what it started and waited for
     */
    public record AgentUsage(long rssPeakBytes, long rssBytes, Duration cpuPerJob, Duration childrenCpuPerJob) { }

    static Measurement of(
        String runtime, int warm, BenchPlan plan, BenchPlan.ArrivalPattern arrivals, Samples series,
        Map<String, Map<Phase, Long>> phases, Optional<ProcessUsage> usage) {
        List<CompletedJob> outcomes = series.jobs();
        int jobs = outcomes.size();
        return new Measurement(
            runtime, warm, arrivals, plan.concurrency(arrivals), plan.gap(arrivals),
            jobs / (series.wallTime().toNanos() / 1e9),
            outcomes.stream()
                .collect(Collectors.groupingBy(outcome -> outcome.result().status(), TreeMap::new, Collectors.counting())),
            LatencySummary.of(outcomes.stream().map(CompletedJob::latency).toList()),
            summarizePhases(outcomes, phases),
            usage.map(last -> new AgentUsage(last.peakBytes(), last.rssBytes(),
                series.agentCpu().dividedBy(jobs), series.childrenCpu().dividedBy(jobs))));
    }

    /** The runtime, and with how many parked slots. */
    public String targetName() {
        return new RuntimeSpec(runtime, warm).toString();
    }

    /** How many jobs were counted. */
    public int jobs() {
        return latency.count();
    }

    private static Map<Phase, LatencySummary> summarizePhases(List<CompletedJob> outcomes, Map<String, Map<Phase, Long>> phases) {
        Map<Phase, List<Duration>> durations = new EnumMap<>(Phase.class);
        for (CompletedJob outcome : outcomes) {
            phases.getOrDefault(outcome.jobId(), Map.of()).forEach((phase, nanos) ->
                durations.computeIfAbsent(phase, p -> new ArrayList<>()).add(Duration.ofNanos(nanos)));
        }
        Map<Phase, LatencySummary> latencies = new EnumMap<>(Phase.class);
        durations.forEach((phase, all) -> latencies.put(phase, LatencySummary.of(all)));
        return latencies;
    }
}
