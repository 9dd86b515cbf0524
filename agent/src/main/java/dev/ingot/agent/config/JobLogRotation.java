package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.TimeSpan;
import java.time.Duration;

/**
 * When the job log starts a new file.
 *
 * @param size the largest size of a file
 * @param age  how long a file is written to at most
 * @param keep how many old files are kept, at least 1
 */
public record JobLogRotation(ByteSize size, TimeSpan age, int keep) {
    /** The rotation of a configuration that has none. */
    public static final JobLogRotation DEFAULT =
        new JobLogRotation(new ByteSize(64L << 20), new TimeSpan(Duration.ofDays(7)), 20);
}
