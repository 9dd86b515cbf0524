package dev.ingot.agent.metrics;

import dev.ingot.timing.Timeline;
import java.util.List;

/** Hands each timeline to several sinks in turn, and closes them. */
public record TimelineSinks(List<TimelineSink> all) implements TimelineSink {

    public TimelineSinks {
        all = List.copyOf(all);
    }

    @Override
    public void accept(Timeline timeline) {
        all.forEach(sink -> sink.accept(timeline));
    }

    @Override
    public void close() {
        all.forEach(TimelineSink::close);
    }
}
