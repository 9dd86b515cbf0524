package dev.ingot.backend.bench;

import dev.ingot.backend.client.CompletedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects the results of all turns of one agent with one arrival pattern. */
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

    /** Returns the total time of all turns, each from its first submission to its last result and the gap after it. */
    Duration wallTime() {
        return wallTime;
    }

    /** Returns the processor time of the agent's process. */
    Duration agentCpu() {
        return agentCpu;
    }

    /** Returns the processor time of the child processes for which the agent waited. */
    Duration childrenCpu() {
        return childrenCpu;
    }
}
