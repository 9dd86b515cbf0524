/** Provides the sandbox of each job: its directory and its grading container, warm or created on demand. */
package dev.ingot.agent.sandbox;
