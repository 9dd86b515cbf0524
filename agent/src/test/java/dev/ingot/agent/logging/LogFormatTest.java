package dev.ingot.agent.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines as logback.xml has them written. */
class LogFormatTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}";

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String written(Map<String, String> marks, String format, Object... values) {
        Logger logger = context.getLogger("dev.ingot.x");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, format, null, values);
        event.setMDCPropertyMap(marks);
        if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> appender) {
            return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8).replaceFirst(TIME, "TIME");
        }
        throw new IllegalStateException("logback.xml has no appender STDERR");
    }

    @Test
    void whatConcernsAJobSaysWhichAtItsEnd() {
        assertEquals("TIME - dev.ingot.x - WARN - It hangs [job=j1, phase=GRADE]\n",
            written(new TreeMap<>(Map.of("job", "j1", "phase", "GRADE")), "It hangs"));
        assertEquals("TIME - dev.ingot.x - WARN - It hangs\n", written(Map.of(), "It hangs"));
    }

    @Test
    void wordsOfOthersBeginNoLine() {
        assertEquals("TIME - dev.ingot.x - WARN - Job j 2026-01-01 - root - INFO - all is well is gone\n",
            written(Map.of(), "Job {} is gone", "j\r\n2026-01-01 - root - INFO - all is well"));
    }
}
