package dev.ingot.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** Changes log levels and log format after logback.xml was read. */
public final class LogSetup {
    private LogSetup() { }

    /**
     * Sets the log levels of the whole process.
     *
     * @param verbose   whether the agent logs at level DEBUG
     * @param libraries whether libraries do so as well
     */
    public static void setLevels(boolean verbose, boolean libraries) {
        if (verbose) {
            enableDebug("dev.ingot");
        }
        if (libraries) {
            enableDebug(org.slf4j.Logger.ROOT_LOGGER_NAME);
            enableDebug("com.github.dockerjava");
            enableDebug("org.zeromq");
        }
    }

    /** Writes each further line on stderr as one JSON object. */
    public static void useJson() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
            && root.getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> appender) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(root.getLoggerContext());
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithContext(false);
            encoder.start();
            appender.setEncoder(encoder);
        }
    }

    private static void enableDebug(String logger) {
        if (LoggerFactory.getLogger(logger) instanceof Logger backed) {
            backed.setLevel(Level.DEBUG);
        }
    }
}
