package dev.ingot.agent.job;

import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.telemetry.TimelineSink;
import java.util.concurrent.Semaphore;

/**
 * What all jobs of an agent work with.
 *
 * @param permits jobs that may hold containers at once, those being cleaned up included: when cleaning lags behind, new jobs
 *               wait for it instead of piling up
 * @param memoryBudget memory for what their containers say
 */
record JobServices(
    JobSettings settings,
    JobPlanner planner,
    SandboxProvider sandboxes,
    PortPool ports,
    Semaphore permits,
    TimelineSink timelines,
    MessageMemoryBudget memoryBudget) { }
