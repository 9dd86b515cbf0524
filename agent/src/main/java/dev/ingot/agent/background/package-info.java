/** Work that goes on beside the jobs, and outlives its own failures. */
package dev.ingot.agent.background;
