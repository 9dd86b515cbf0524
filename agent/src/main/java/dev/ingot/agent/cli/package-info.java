/** The agent's commands and flags. */
package dev.ingot.agent.cli;
