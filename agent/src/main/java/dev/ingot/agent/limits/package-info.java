/** Limits that the agent enforces: time, host ports, and memory for messages of containers. */
package dev.ingot.agent.limits;
