package dev.ingot.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened on the way to something larger. Closing it closes that, the last first, unless the larger one was completed
 * before and is responsible for it. For one thread, in try-with-resources.
 */
public final class Rollback implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Remembers what was opened; returns it. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Keeps open what was opened; returns what is responsible for it from now on. */
    public <T> T complete(T whole) {
        opened.clear();
        return whole;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} could not be closed after a failure", next, e);
            }
        }
    }
}
