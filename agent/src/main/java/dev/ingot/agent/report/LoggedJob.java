package dev.ingot.agent.report;

import dev.ingot.timing.Phase;
import java.util.Map;

/**
 * A job as the log has it.
 *
 * @param runtime null for a job that was refused before one was chosen
 * @param phases  nanoseconds
 */
public record LoggedJob(String runtime, String environment, boolean warm, String verdict, Map<Phase, Long> phases) { }
