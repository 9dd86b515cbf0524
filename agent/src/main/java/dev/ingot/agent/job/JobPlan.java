package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.limits.TimeLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a job will be given, decided before anything is made.
 *
 * @param task       the task's folder; empty for a job without a task
 * @param common     the folder its course shares; empty when there is none
 * @param memoryMiB  memory limit of the grading container, and the most any of its students may have
 * @param network    whether it has a way out
 * @param ports      container ports to publish
 * @param runCommand replaces the task's run file; null for none
 */
record JobPlan(
    Environment environment,
    Optional<Path> task,
    Optional<Path> common,
    TimeLimits time,
    long memoryMiB,
    boolean network,
    List<Integer> ports,
    String runCommand) { }
