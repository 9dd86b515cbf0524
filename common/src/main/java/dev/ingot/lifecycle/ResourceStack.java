package dev.ingot.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in reverse order of their opening; one that cannot be closed is logged and does not keep the others open.
 * In try-with-resources it closes what was opened when a later step fails: {@link #release} keeps everything open. For one
 * thread.
 */
public final class ResourceStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceStack.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Adds a resource that was just opened, and returns it. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Keeps all resources open, and returns the object that closes them from now on. */
    public <T> T release(T whole) {
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
                LOG.error("Cannot close {}. It may stay open until the program ends", next, e);
            }
        }
    }
}
