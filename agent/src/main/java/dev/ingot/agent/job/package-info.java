/** A job's way through the agent: planned, staged, graded, answered exactly once, cleaned up. */
package dev.ingot.agent.job;
