package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.ValueFormat;
import java.util.Optional;

/**
 * How much all containers of a job together may write into the job's directory.
 *
 * @param size     absent for as much as the host's disk has
 * @param required true when the administrator set the limit: the agent then does not start on a host that cannot enforce it.
 *                 False for the default: the agent then logs a warning and runs without the limit
 */
public record TaskDiskLimit(Optional<ByteSize> size, boolean required) {
    static final String NONE = "none";
    /** 2 GiB: most tasks write some megabytes; a compiler, a package cache or a small data set has room as well. */
    public static final TaskDiskLimit DEFAULT = new TaskDiskLimit(Optional.of(new ByteSize(2L << 30)), false);

    /** Parses a limit that the administrator set: a size, or {@code none}. */
    static TaskDiskLimit parse(String text) {
        return text.equals(NONE) ? new TaskDiskLimit(Optional.empty(), true)
            : new TaskDiskLimit(Optional.of(ValueFormat.SIZE.parser().apply(text)), true);
    }

    /** Returns the text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return size.map(ByteSize::toString).orElse(NONE);
    }
}
