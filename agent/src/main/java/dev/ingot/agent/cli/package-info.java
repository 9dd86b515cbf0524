/** The commands, and the one place where the agent is put together. */
package dev.ingot.agent.cli;
