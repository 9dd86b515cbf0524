package dev.ingot.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources that were opened for a larger object when the object could not be completed. Use it in try-with-resources:
 * {@link #close} closes the added resources in reverse order, unless {@link #complete} was called. For one thread.
 */
public final class Rollback implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Adds a resource that was just opened, and returns it. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Keeps all resources open, and returns the object that closes them from now on. */
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
                LOG.warn("Cannot close {} after a failure", next, e);
            }
        }
    }
}
