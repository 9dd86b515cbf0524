/** A small HTTP server with metrics pages, for the agent and for the stand-in backend. */
@NullMarked
package dev.ingot.observation;

import org.jspecify.annotations.NullMarked;
