package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.TimeSpan;
import java.time.Duration;

/**
 * When the job log begins a new file.
 *
 * @param size a file does not grow beyond it
 * @param age  a file is not written to for longer
 * @param keep old files that stay
 */
public record JobLogRotation(ByteSize size, TimeSpan age, int keep) {
    public static final JobLogRotation DEFAULT =
        new JobLogRotation(new ByteSize(64L << 20), new TimeSpan(Duration.ofDays(7)), 20);
}
