/** What an OpenTelemetry collector is told. */
@NullMarked
package dev.ingot.agent.telemetry.opentelemetry;

import org.jspecify.annotations.NullMarked;
