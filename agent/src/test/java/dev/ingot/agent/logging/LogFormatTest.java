package dev.ingot.agent.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        return written(marks, null, format, values);
    }

    private String written(Map<String, String> marks, Throwable failure, String format, Object... values) {
        Logger logger = context.getLogger("dev.ingot.x");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, format, failure, values);
        event.setMDCPropertyMap(marks);
        if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> appender) {
            return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8).replaceFirst(TIME, "TIME");
        }
        throw new IllegalStateException("logback.xml has no appender STDERR");
    }

    @Test
    void appendsTheLogContextOfAJob() {
        assertEquals("TIME - dev.ingot.x - WARN - It hangs [job=j1, phase=GRADE]\n",
            written(new TreeMap<>(Map.of("job", "j1", "phase", "GRADE")), "It hangs"));
        assertEquals("TIME - dev.ingot.x - WARN - It hangs\n", written(Map.of(), "It hangs"));
    }

    @Test
    void untrustedTextStartsNoNewLine() {
        assertEquals("TIME - dev.ingot.x - WARN - Job j 2026-01-01 - root - INFO - all is well is gone\n",
            written(Map.of(), "Job {} is gone", "j\r\n2026-01-01 - root - INFO - all is well"));
    }

    /** Line feed, carriage return, next line, line and paragraph separator, escapes of terminals, turned writing. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b", "\u009b", "\u000b", "\u202e", "\u0007"})
    void removesLineBreaksAndTerminalEscapes(String hostile) {
        String words = "x" + hostile + "FORGED";
        Exception inner = new IllegalStateException("inner " + words);
        inner.addSuppressed(new IllegalStateException("suppressed " + words));
        Exception failure = new IllegalArgumentException("outer " + words, inner);
        String written = written(Map.of(), failure, "Job {} failed", words);
        assertTrue(written.startsWith("TIME - dev.ingot.x - WARN - Job x FORGED failed\n"
            + "java.lang.IllegalArgumentException: outer x FORGED\n\tat "), written);
        assertTrue(written.contains("\nCaused by: java.lang.IllegalStateException: inner x FORGED\n\tat "), written);
        assertTrue(written.contains("\n\tSuppressed: java.lang.IllegalStateException: suppressed x FORGED\n"), written);
        String others = written.replaceAll("[\n\t]", "");
        assertFalse(others.contains(hostile), written);
        assertTrue(written.lines().noneMatch(line -> line.strip().startsWith("FORGED")), written);
    }

    @Test
    void handlesNullMessages() {
        String written = written(Map.of(), new IllegalStateException((String) null), "It hangs");
        assertTrue(written.matches("(?s)TIME - dev.ingot.x - WARN - It hangs\njava.lang.IllegalStateException(: null)?\n\tat .*"),
            written);
    }
}
