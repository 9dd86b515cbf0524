package dev.ingot.backend.bench;

import dev.ingot.backend.client.CompletedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the turns of one contender with one pattern of arrivals add up to. */
final class Samples {
    private final List<CompletedJob> jobs = new ArrayList<>();
    private Duration wallTime = Duration.ZERO;
    private Duration agentCpu = Duration.ZERO;
    private Duration childrenCpu = Duration.ZERO;

    void add(List<CompletedJob> turn, Duration took) {
        jobs.addAll(turn);
        wallTime = wallTime.plus(took);
    }

    void addUsage(ProcessUsage before, ProcessUsage after) {
        agentCpu = agentCpu.plus(after.cpu()).minus(before.cpu());
        childrenCpu = childrenCpu.plus(after.childrenCpu()).minus(before.childrenCpu());
    }

    List<CompletedJob> jobs() {
        return jobs;
    }

    /** From the first submission of each turn to its last answer, and the gap behind that. */
    Duration wallTime() {
        return wallTime;
    }

    /** Of the agent's own process. */
    Duration agentCpu() {
        return agentCpu;
    }

    /** Of what the agent started and waited for. */
    Duration childrenCpu() {
        return childrenCpu;
    }
}
