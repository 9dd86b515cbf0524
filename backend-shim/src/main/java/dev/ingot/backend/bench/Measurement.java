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
 * The figures of one runtime with one arrival pattern.
 *
 * @param runtime        name of the runtime, or {@value BenchTarget#EXTERNAL}
 * @param warm           number of warm containers for each environment
 * @param arrivalPattern arrival pattern of the jobs
 * @param concurrency    concurrent jobs
 * @param gap            time from a result to the next submission
 * @param jobsPerSecond  answered jobs per second
 * @param results        status to the number of jobs with this status
 * @param latency        time from the submission to the result, as the client measured it
 * @param phases         phases from the agent's job log; empty for an agent without one
 * @param agent          resources that the agent's process used; empty for an external agent
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
     * The resources that an agent's process used.
     *
     * @param rssPeakBytes      highest resident memory from its start to the end of the last turn
     * @param rssBytes          resident memory at the end of the last turn
     * @param cpuPerJob         processor time of the agent itself
     * @param childrenCpuPerJob processor time of the child processes for which the agent waited
     */
    public record AgentUsage(long rssPeakBytes, long rssBytes, Duration cpuPerJob, Duration childrenCpuPerJob) { }

    static Measurement of(
        String runtime, int warm, BenchPlan plan, BenchPlan.ArrivalPattern arrivals, Samples samples,
        Map<String, Map<Phase, Long>> phases, Optional<ProcessUsage> usage) {
        List<CompletedJob> completed = samples.jobs();
        int jobs = completed.size();
        return new Measurement(
            runtime, warm, arrivals, plan.concurrency(arrivals), plan.gap(arrivals),
            jobs / (samples.wallTime().toNanos() / 1e9),
            completed.stream()
                .collect(Collectors.groupingBy(job -> job.result().status(), TreeMap::new, Collectors.counting())),
            LatencySummary.of(completed.stream().map(CompletedJob::latency).toList()),
            summarizePhases(completed, phases),
            usage.map(last -> new AgentUsage(last.peakBytes(), last.rssBytes(),
                samples.agentCpu().dividedBy(jobs), samples.childrenCpu().dividedBy(jobs))));
    }

    /** Returns the runtime and its number of warm containers. */
    public String targetName() {
        return new RuntimeSpec(runtime, warm).toString();
    }

    /** Returns the number of jobs that were counted. */
    public int jobs() {
        return latency.count();
    }

    private static Map<Phase, LatencySummary> summarizePhases(
        List<CompletedJob> completed, Map<String, Map<Phase, Long>> phases) {
        Map<Phase, List<Duration>> durations = new EnumMap<>(Phase.class);
        for (CompletedJob job : completed) {
            phases.getOrDefault(job.jobId(), Map.of()).forEach((phase, nanos) ->
                durations.computeIfAbsent(phase, p -> new ArrayList<>()).add(Duration.ofNanos(nanos)));
        }
        Map<Phase, LatencySummary> latencies = new EnumMap<>(Phase.class);
        durations.forEach((phase, all) -> latencies.put(phase, LatencySummary.of(all)));
        return latencies;
    }
}
