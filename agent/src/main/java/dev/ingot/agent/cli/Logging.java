package dev.ingot.agent.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged, beyond what logback.xml says. */
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

    private static void level(String logger) {
        if (LoggerFactory.getLogger(logger) instanceof Logger backed) {
            backed.setLevel(Level.DEBUG);
        }
    }
}
