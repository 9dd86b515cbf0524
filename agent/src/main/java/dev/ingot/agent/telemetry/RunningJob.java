package dev.ingot.agent.telemetry;

import dev.ingot.timing.Phase;
import java.time.Duration;

/**
 * Describes a running job at one moment.
 *
 * @param course   null for a job without a task
 * @param task     null for a job without a task
 * @param runtime  null before the runtime is chosen
 * @param age      time since the job arrived
 * @param answered whether the job is answered and only its cleanup is left
 */
public record RunningJob(
    String id,
    String course,
    String task,
    String environmentType,
    String environment,
    String runtime,
    Phase phase,
    Duration age,
    boolean answered) { }
