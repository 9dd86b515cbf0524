package dev.ingot.agent.job;

import dev.ingot.agent.metrics.TimelineSink;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.task.JobDirs;
import java.util.concurrent.Semaphore;

/**
 * What all jobs of an agent work with.
 *
 * @param places jobs that may hold containers at once, those being cleaned up included: when cleaning lags behind, new jobs
 *               wait for it instead of piling up
 */
record JobBench(
    String agentId,
    JobSettings settings,
    JobPlanner planner,
    JobDirs dirs,
    PortPool ports,
    Semaphore places,
    TimelineSink timelines) { }
