package dev.ingot.agent.telemetry;

import java.time.Duration;

/**
 * When a log begins a new file, and how many old ones stay.
 *
 * @param bytes a file does not grow beyond it, unless by a single line
 * @param age   a file is not written to for longer
 * @param keep  old files besides the current one; the oldest are deleted
 */
public record Rotation(long bytes, Duration age, int keep) {
    public static final Rotation DEFAULT = new Rotation(64L << 20, Duration.ofDays(7), 20);
}
