/** Checks whether the host can run the agent, with a remedy for each problem. */
package dev.ingot.agent.doctor;
