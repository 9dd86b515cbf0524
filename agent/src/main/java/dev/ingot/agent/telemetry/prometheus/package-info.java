/** Metrics of finished jobs for Prometheus. docs/metrics.md lists them all. */
@NullMarked
package dev.ingot.agent.telemetry.prometheus;

import org.jspecify.annotations.NullMarked;
