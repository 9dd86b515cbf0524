/** A small HTTP server with metrics pages, for the agent and for the stand-in backend. */
package dev.ingot.observation;
