package dev.ingot.agent.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogRateLimiterTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long now;

    @BeforeEach
    void listen() {
        LogRateLimiter limit = new LogRateLimiter(() -> now);
        limit.start();
        context.addTurboFilter(limit);
        lines.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(lines);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void suppressesAndCountsRepeatedWarnings() {
        for (int i = 0; i < 100; i++) {
            logger.error("the manager is gone, job {}", i);
        }
        assertEquals(11, said().size());
        assertEquals("the manager is gone, job 9", said().get(9));
        assertEquals("Suppressing further repetitions (10 within a minute): the manager is gone, job {}", said().get(10));
        now = Duration.ofMinutes(1).toNanos();
        logger.error("the manager is gone, job {}", 100);
        assertEquals(List.of("Suppressed 90 repetitions: the manager is gone, job {}", "the manager is gone, job 100"),
            said().subList(11, said().size()));
    }

    @Test
    void keepsOtherWarningsAndInfoLines() {
        for (int i = 0; i < 100; i++) {
            logger.info("job {}", i);
            logger.warn("a kind of its own " + i);
        }
        assertEquals(200, said().size());
    }
}
