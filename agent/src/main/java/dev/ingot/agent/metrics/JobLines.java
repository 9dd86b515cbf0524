package dev.ingot.agent.metrics;

import dev.ingot.timing.Timeline;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each job: verdict and milliseconds by phase. */
public final class JobLines implements TimelineSink {
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
            .map(entry -> String.format(Locale.ROOT, " %s=%.1fms", entry.getKey(), entry.getValue() / 1e6))
            .collect(Collectors.joining());
    }
}
