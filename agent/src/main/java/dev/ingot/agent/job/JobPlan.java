package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.limits.TimeLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The resources that a job gets, decided before any of them is created.
 *
 * @param task       the task's folder; empty for a job without a task
 * @param common     the {@code $common} folder of its course; empty when there is none
 * @param memoryMiB  memory limit of the grading container in MiB, and the maximum of each of its students
 * @param network    whether its containers have a network
 * @param ports      container ports to publish
 * @param runCommand command in place of the task's run file; null for the run file
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
