package dev.ingot.agent.telemetry;

import dev.ingot.timing.Phase;
import java.time.Duration;

/**
 * A job at one moment.
 *
 * @param course   null for a job without a task
 * @param task     null for a job without a task
 * @param runtime  null before one is chosen
 * @param age      since its arrival
 * @param answered whether its answer is out and it is only being cleaned up
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
