package dev.ingot.agent.job;

import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.telemetry.TimelineSink;
import java.util.concurrent.Semaphore;

/**
 * The services that all jobs of an agent share.
 *
 * @param permits      one for each job that has containers, including jobs that are being cleaned up: when cleanup is slow, new
 *                     jobs wait for it
 * @param memoryBudget memory for the messages of all containers
 */
record JobServices(
    JobSettings settings,
    JobPlanner planner,
    SandboxProvider sandboxes,
    PortPool ports,
    Semaphore permits,
    TimelineSink timelines,
    MessageMemoryBudget memoryBudget) { }
