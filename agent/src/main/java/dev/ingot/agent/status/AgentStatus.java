package dev.ingot.agent.status;

import dev.ingot.agent.telemetry.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent at one moment.
 *
 * @param name     its friendly name, or else its host's
 * @param capacity    jobs it takes at once
 * @param stopping whether it takes no more jobs
 * @param pools    one for each runtime that parks containers
 * @param runningJobs  those being cleaned up included
 * @param jobDirectories of jobs that are over
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
     * The backend, as the agent hears it.
     *
     * @param silence since its last word; empty when the agent is not registered
     */
    public record Backend(String address, Optional<Duration> silence) { }

    /**
     * A runtime's health.
     *
     * @param state     {@code ready}, {@code degraded}, {@code absent}, or {@code unknown} before it was looked at
     * @param reason       empty when it is ready
     * @param remedy    empty when it is ready
     * @param orphansRemoved containers of earlier jobs or lives that were removed
     */
    public record RuntimeHealth(String name, String state, String version, String reason, String remedy, long orphansRemoved) {

        public boolean isHealthy() {
            return state.equals("ready") || state.equals("degraded");
        }
    }

    /**
     * Directories of jobs that are over.
     *
     * @param pendingRemovals how many are still to be removed
     * @param hasRoom whether new ones are made; not while many cannot be removed and they leave little space
     */
    public record JobDirectories(int pendingRemovals, boolean hasRoom) { }

    /** An environment on offer. */
    public record OfferedEnvironment(String type, String name, String runtime, String image, Instant created) { }

    /**
     * The parked containers of one runtime, and what they were good for so far.
     *
     * @param target   how many there should be
     * @param hits     jobs that took one
     * @param misses   jobs that could have, and started cold
     * @param failures that could not be made or did not last
     * @param warmStudents of the parked ones, those with a student container beside them
     * @param studentHits   students whose container was ready
     * @param studentMisses students for which it could have been, and was not
     * @param environments  the same for each environment that may have warm containers
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

    /** Slots with a job that waits for its answer. */
    public int usedCapacity() {
        return (int) runningJobs.stream().filter(job -> !job.answered()).count();
    }

    /** Why no job should be sent here now; empty when it may. */
    public List<String> reasonsNotReady() {
        List<String> reasons = new ArrayList<>();
        if (stopping) {
            reasons.add("the agent stops");
        }
        if (backend.silence().isEmpty()) {
            reasons.add("not registered with the backend " + backend.address());
        }
        if (environments.isEmpty()) {
            reasons.add("no environment is on offer: no grading image was found");
        }
        if (!jobDirectories.hasRoom()) {
            reasons.add(jobDirectories.pendingRemovals()
                + " directories of jobs cannot be removed and the disk is nearly full, so no job gets "
                + "one; the log tells why");
        }
        runtimes.stream().filter(runtime -> !runtime.isHealthy()).forEach(runtime ->
            reasons.add("runtime " + runtime.name() + ": " + runtime.reason() + "; " + runtime.remedy()));
        return reasons;
    }
}
