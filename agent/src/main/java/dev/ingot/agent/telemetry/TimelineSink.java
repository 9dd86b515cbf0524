package dev.ingot.agent.telemetry;

import dev.ingot.timing.Timeline;

/** Records finished jobs. */
public interface TimelineSink extends AutoCloseable {
    /** Records the timeline of a finished job. Called by the job's thread. Never throws, so that no job fails because of it. */
    void accept(Timeline timeline);

    @Override
    default void close() { }
}
