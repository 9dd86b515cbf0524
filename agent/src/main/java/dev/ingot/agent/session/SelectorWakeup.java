package dev.ingot.agent.session;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/**
 * Wakes the session's thread, be it by a ring from any thread or by traffic on a watched channel. A selector and not a
 * ZeroMQ pair or a pipe: those are closed for good when the thread that writes to them is interrupted.
 */
final class SelectorWakeup implements AutoCloseable {
    private final Selector selector;

    SelectorWakeup() throws IOException {
        selector = Selector.open();
    }

    /** Ends the present {@link #await}, or the next one when there is none. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Until the channel is closed. */
    void register(SelectableChannel channel) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Returns after a ring, on traffic, or when {@code longest} is over; now and then for no reason.
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
