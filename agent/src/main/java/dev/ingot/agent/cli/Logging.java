package dev.ingot.agent.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** How much is logged, and how, beyond what logback.xml says. */
final class Logging {
    private Logging() { }

    /**
     * Sets it for the whole process.
     *
     * @param verbose   our own code in detail
     * @param libraries theirs as well
     */
    static void set(boolean verbose, boolean libraries) {
        if (verbose) {
            level("dev.ingot");
        }
        if (libraries) {
            level(org.slf4j.Logger.ROOT_LOGGER_NAME);
            level("com.github.dockerjava");
            level("org.zeromq");
        }
    }

    /** From now on each line on stderr is one JSON object. */
    static void writeJson() {
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

    private static void level(String logger) {
        if (LoggerFactory.getLogger(logger) instanceof Logger backed) {
            backed.setLevel(Level.DEBUG);
        }
    }
}
