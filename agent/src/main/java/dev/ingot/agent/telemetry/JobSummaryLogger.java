package dev.ingot.agent.telemetry;

import dev.ingot.timing.Timeline;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line for each job: its verdict and its milliseconds by phase. */
public final class JobSummaryLogger implements TimelineSink {
    private static final Logger LOG = LoggerFactory.getLogger("dev.ingot.jobs");

    @Override
    public void accept(Timeline timeline) {
        if (LOG.isInfoEnabled()) {
            LOG.info("Job {} {} on {}/{} ({}): {}{}", timeline.jobId(), task(timeline), timeline.environmentType(),
                timeline.environment(), runtime(timeline), timeline.verdict(), phases(timeline));
        }
    }

    private static String task(Timeline timeline) {
        return timeline.taskId() == null ? "without a task" : timeline.courseId() + "/" + timeline.taskId();
    }

    private static String runtime(Timeline timeline) {
        if (timeline.runtime() == null) {
            return "no runtime";
        }
        return timeline.warm() ? timeline.runtime() + ", warm" : timeline.runtime();
    }

    private static String phases(Timeline timeline) {
        return timeline.phases().entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + millis(entry.getValue()) + "ms")
            .collect(Collectors.joining());
    }

    /** Formats milliseconds with one decimal. {@link String#format} would take longer than the rest of the line. */
    private static String millis(long nanos) {
        long tenths = (nanos + 50_000) / 100_000;
        return tenths / 10 + "." + tenths % 10;
    }
}
