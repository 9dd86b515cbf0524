package dev.ingot.agent.report;

import dev.ingot.timing.Phase;
import java.util.Map;

/**
 * Holds what a report needs of a job in the job log.
 *
 * @param runtime null for a job that was rejected before a runtime was chosen
 * @param warm    whether the job got a warm container
 * @param phases  durations in nanoseconds
 */
public record LoggedJob(String runtime, String environment, boolean warm, String verdict, Map<Phase, Long> phases) { }
