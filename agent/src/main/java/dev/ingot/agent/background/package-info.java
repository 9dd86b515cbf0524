/** Runs repeated background work, which continues after failures. */
package dev.ingot.agent.background;
