/** Records finished jobs: log lines, job log, Prometheus metrics and OpenTelemetry traces. */
@NullMarked
package dev.ingot.agent.telemetry;

import org.jspecify.annotations.NullMarked;
