/** Runs of many jobs, and summaries of their latencies. */
@NullMarked
package dev.ingot.backend.load;

import org.jspecify.annotations.NullMarked;
