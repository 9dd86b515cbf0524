/** Declares the agent's commands and flags, and runs them. */
package dev.ingot.agent.cli;
