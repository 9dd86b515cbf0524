package dev.ingot.agent.config;

import java.time.Duration;

/**
 * When the job log begins a new file.
 *
 * @param bytes a file does not grow beyond it
 * @param keep  old files that stay
 */
public record JobLogRotation(long bytes, Duration age, int keep) {
    public static final JobLogRotation DEFAULT = new JobLogRotation(64L << 20, Duration.ofDays(7), 20);
}
