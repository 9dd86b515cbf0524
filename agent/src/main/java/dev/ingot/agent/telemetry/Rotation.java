package dev.ingot.agent.telemetry;

import java.time.Duration;

/**
 * Says when a log starts a new file, and how many old files are kept.
 *
 * @param bytes maximum size of a file; only a single longer line exceeds it
 * @param age   maximum time for which a file is written
 * @param keep  number of old files besides the current one; the oldest are deleted
 */
public record Rotation(long bytes, Duration age, int keep) {
    /** 64 MiB, 7 days, 20 files. */
    public static final Rotation DEFAULT = new Rotation(64L << 20, Duration.ofDays(7), 20);
}
