/** What Prometheus is told of a backend's queue. */
package dev.ingot.backend.queue;
