package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.ValueFormat;
import java.util.Optional;

/**
 * What all containers of a job may write into its directory.
 *
 * @param size     empty for what the host's disk has
 * @param required whether the agent starts only where this holds; otherwise it tells where it does not
 */
public record TaskDiskLimit(Optional<ByteSize> size, boolean required) {
    static final String NONE = "none";
    /** Most tasks write some megabytes; what a compiler, a package cache or a small data set takes has its room. */
    public static final TaskDiskLimit DEFAULT = new TaskDiskLimit(Optional.of(new ByteSize(2L << 30)), false);

    /** One that an admin has written: a size, or none. */
    static TaskDiskLimit parse(String text) {
        return text.equals(NONE) ? new TaskDiskLimit(Optional.empty(), true)
            : new TaskDiskLimit(Optional.of(ValueFormat.SIZE.parser().apply(text)), true);
    }

    /** What {@link #parse} reads again. */
    @Override
    public String toString() {
        return size.map(ByteSize::toString).orElse(NONE);
    }
}
