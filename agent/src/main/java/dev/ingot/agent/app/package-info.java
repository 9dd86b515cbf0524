/** Starts the agent: opens its resources, connects its parts, and stops them in order. */
package dev.ingot.agent.app;
