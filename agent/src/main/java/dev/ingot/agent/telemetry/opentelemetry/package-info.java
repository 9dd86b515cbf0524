/** What an OpenTelemetry collector is told. */
package dev.ingot.agent.telemetry.opentelemetry;
