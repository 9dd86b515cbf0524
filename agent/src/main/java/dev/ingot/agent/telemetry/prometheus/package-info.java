/** Metrics of finished jobs for Prometheus. docs/metrics.md lists them all. */
package dev.ingot.agent.telemetry.prometheus;
