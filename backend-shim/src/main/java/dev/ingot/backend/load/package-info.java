/** Runs of many jobs, and summaries of their latencies. */
package dev.ingot.backend.load;
