/** Limits that the agent enforces: time, host ports, and memory for messages of containers. */
@NullMarked
package dev.ingot.agent.limits;

import org.jspecify.annotations.NullMarked;
