package dev.ingot.agent.session;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/**
 * Wakes the session's thread on a signal of another thread or on traffic of a watched channel. It uses a selector, because a
 * ZeroMQ pair and a pipe are closed for good when the thread that writes to them is interrupted.
 */
final class SelectorWakeup implements AutoCloseable {
    private final Selector selector;

    SelectorWakeup() throws IOException {
        selector = Selector.open();
    }

    /** Ends the current {@link #await}, or the next one when there is none. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Watches a channel until it is closed. */
    void register(SelectableChannel channel) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Waits for a signal, for traffic, or for the timeout; sometimes returns early.
     *
     * @return whether there was traffic
     */
    boolean await(Duration longest) throws IOException {
        return selector.select(key -> { }, Math.max(1, longest.plusNanos(999_999).toMillis())) > 0;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
