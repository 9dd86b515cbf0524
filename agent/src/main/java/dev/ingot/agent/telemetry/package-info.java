/** Where the timelines of finished jobs go. */
package dev.ingot.agent.telemetry;
