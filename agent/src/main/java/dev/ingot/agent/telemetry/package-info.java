/** Records finished jobs: log lines, job log, Prometheus metrics and OpenTelemetry traces. */
package dev.ingot.agent.telemetry;
