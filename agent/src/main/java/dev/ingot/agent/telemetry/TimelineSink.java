package dev.ingot.agent.telemetry;

import dev.ingot.timing.Timeline;

/** Takes the timeline of every finished job, from the job's own thread. Must not fail a job: never throws. */
public interface TimelineSink extends AutoCloseable {
    void accept(Timeline timeline);

    @Override
    default void close() { }
}
