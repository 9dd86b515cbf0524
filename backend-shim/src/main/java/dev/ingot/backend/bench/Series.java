package dev.ingot.backend.bench;

import dev.ingot.backend.client.JobOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the turns of one contender with one pattern of arrivals add up to. */
final class Series {
    private final List<JobOutcome> outcomes = new ArrayList<>();
    private Duration wall = Duration.ZERO;
    private Duration cpu = Duration.ZERO;
    private Duration childrenCpu = Duration.ZERO;

    void add(List<JobOutcome> turn, Duration took) {
        outcomes.addAll(turn);
        wall = wall.plus(took);
    }

    void addUsage(ProcessUsage before, ProcessUsage after) {
        cpu = cpu.plus(after.cpu()).minus(before.cpu());
        childrenCpu = childrenCpu.plus(after.childrenCpu()).minus(before.childrenCpu());
    }

    List<JobOutcome> outcomes() {
        return outcomes;
    }

    /** From the first submission of each turn to its last answer, and the gap behind that. */
    Duration wall() {
        return wall;
    }

    /** Of the agent's own process. */
    Duration cpu() {
        return cpu;
    }

    /** Of what the agent started and waited for. */
    Duration childrenCpu() {
        return childrenCpu;
    }
}
