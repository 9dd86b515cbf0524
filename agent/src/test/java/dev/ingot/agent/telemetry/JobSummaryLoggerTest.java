package dev.ingot.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JobSummaryLoggerTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.ingot.jobs");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void logsOneLinePerJobWithVerdictAndMilliseconds() {
        new JobSummaryLogger().accept(Timelines.graded("job-1"));
        assertEquals(List.of("Job job-1 c1/t1 on docker/default (crun): success ADMIT=1.0ms GRADE=234.6ms"), said());
    }

    @Test
    void saysThatTaskOrRuntimeIsMissing() {
        new JobSummaryLogger().accept(Timelines.refused("job-2"));
        assertEquals(List.of("Job job-2 without a task on docker/fortran (no runtime): crash ADMIT=0.0ms"), said());
    }
}
