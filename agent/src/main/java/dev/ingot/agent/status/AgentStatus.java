package dev.ingot.agent.status;

import dev.ingot.agent.telemetry.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes an agent at one moment.
 *
 * @param name           the agent's friendly name, or the host's name
 * @param capacity       jobs at once
 * @param stopping       whether the agent accepts no more jobs
 * @param pools          one for each runtime with warm containers
 * @param runningJobs    the running jobs, those in cleanup included
 * @param jobDirectories the directories of finished jobs
 */
public record AgentStatus(
    String name,
    String version,
    Instant started,
    Backend backend,
    int capacity,
    boolean stopping,
    List<RuntimeHealth> runtimes,
    List<OfferedEnvironment> environments,
    List<Pool> pools,
    List<RunningJob> runningJobs,
    JobDirectories jobDirectories) {

    /**
     * Describes the connection to the backend.
     *
     * @param silence time since the backend's last message; empty when the agent is not registered
     */
    public record Backend(String address, Optional<Duration> silence) { }

    /**
     * Describes the health of a runtime.
     *
     * @param state          {@code ready}, {@code degraded}, {@code unavailable}, or {@code unknown} before the first probe
     * @param reason         why the runtime is not ready; empty when it is
     * @param remedy         what to do about it; empty when the runtime is ready
     * @param orphansRemoved number of orphaned containers removed since the agent started
     */
    public record RuntimeHealth(String name, String state, String version, String reason, String remedy, long orphansRemoved) {

        /** Returns whether the runtime can run containers. */
        public boolean isHealthy() {
            return state.equals("ready") || state.equals("degraded");
        }
    }

    /**
     * Describes the directories of finished jobs.
     *
     * @param pendingRemovals how many are still to be removed
     * @param hasRoom         whether new jobs get a directory; false while many cannot be removed and little disk space is left
     */
    public record JobDirectories(int pendingRemovals, boolean hasRoom) { }

    /** Describes an announced environment. */
    public record OfferedEnvironment(String type, String name, String runtime, String image, Instant created) { }

    /**
     * Describes the warm containers of one runtime, and the counters of its pools.
     *
     * @param warm          warm containers that a job can claim
     * @param target        warm containers that the pools aim for
     * @param hits          jobs that claimed a warm container
     * @param misses        jobs that started cold although a warm container was possible
     * @param refills       warm containers started
     * @param failures      warm containers that could not start, or ended before a job claimed them
     * @param refillTime    total time of all refills
     * @param warmStudents  warm containers that have a warm student
     * @param studentHits   requested students that were warm
     * @param studentMisses requested students that could have been warm and were not
     * @param environments  the same counters for each environment that may have warm containers
     */
    public record Pool(String runtime, int warm, int target, long hits, long misses, long refills, long failures,
        Duration refillTime, int warmStudents, long studentHits, long studentMisses, List<EnvironmentPool> environments) { }

    /**
     * The warm containers of one environment.
     *
     * @param image  id of the environment's image
     * @param warm   warm containers that a job can claim
     * @param target warm containers that the agent aims for
     * @param hits   jobs that got a warm container
     * @param misses jobs that started cold although a warm container was possible
     */
    public record EnvironmentPool(String image, int warm, int target, long hits, long misses) { }

    /** Returns the number of jobs that are not answered yet. */
    public int usedCapacity() {
        return (int) runningJobs.stream().filter(job -> !job.answered()).count();
    }

    /** Returns the reasons why the agent should get no job now; empty when it is ready. */
    public List<String> reasonsNotReady() {
        List<String> reasons = new ArrayList<>();
        if (stopping) {
            reasons.add("the agent stops");
        }
        if (backend.silence().isEmpty()) {
            reasons.add("not registered with the backend " + backend.address());
        }
        if (environments.isEmpty()) {
            reasons.add("no environments: no grading image was found");
        }
        if (!jobDirectories.hasRoom()) {
            reasons.add(jobDirectories.pendingRemovals()
                + " job directories cannot be removed and the disk is nearly full, so new jobs are rejected; "
                + "see the log for the cause");
        }
        runtimes.stream().filter(runtime -> !runtime.isHealthy()).forEach(runtime ->
            reasons.add("runtime " + runtime.name() + ": " + runtime.reason() + "; " + runtime.remedy()));
        return reasons;
    }
}
