package dev.ingot.agent.job;

import dev.ingot.agent.metrics.TimelineSink;
import dev.ingot.agent.pool.Stations;
import dev.ingot.agent.resource.FrameBudget;
import dev.ingot.agent.resource.PortPool;
import java.util.concurrent.Semaphore;

/**
 * What all jobs of an agent work with.
 *
 * @param places jobs that may hold containers at once, those being cleaned up included: when cleaning lags behind, new jobs
 *               wait for it instead of piling up
 * @param frames memory for what their containers say
 */
record JobBench(
    JobSettings settings,
    JobPlanner planner,
    Stations stations,
    PortPool ports,
    Semaphore places,
    TimelineSink timelines,
    FrameBudget frames) { }
