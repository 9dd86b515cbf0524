/** Where the timelines of finished jobs go. */
@NullMarked
package dev.ingot.agent.telemetry;

import org.jspecify.annotations.NullMarked;
