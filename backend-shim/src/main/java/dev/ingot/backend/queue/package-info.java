/** Prometheus metrics of the queue of a backend. */
package dev.ingot.backend.queue;
