package dev.ingot.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** How much is logged, and how, beyond what logback.xml says. */
public final class LogSetup {
    private LogSetup() { }

    /**
     * Sets it for the whole process.
     *
     * @param verbose   our own code in detail
     * @param libraries theirs as well
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

    /** From now on each line on stderr is one JSON object. */
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
