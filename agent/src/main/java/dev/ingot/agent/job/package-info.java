/** Runs jobs: plans, stages, grades, answers exactly once, and cleans up. */
package dev.ingot.agent.job;
