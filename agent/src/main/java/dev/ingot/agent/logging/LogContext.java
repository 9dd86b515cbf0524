package dev.ingot.agent.logging;

import java.util.Map;
import org.slf4j.MDC;

/**
 * Sets the MDC keys job, task, runtime, container and phase of SLF4J. The job's thread sets them; {@link #wrap} copies them to
 * threads that the job starts.
 */
public final class LogContext {
    private LogContext() { }

    /**
     * Sets the keys job and task.
     *
     * @param id     the backend's ID of the job
     * @param course null for a job without a task
     * @param task   null for a job without a task
     */
    public static void setJob(String id, String course, String task) {
        set("job", id);
        if (task != null) {
            set("task", course + "/" + task);
        }
    }

    /** Sets the key runtime to a name in the configuration. */
    public static void setRuntime(String name) {
        set("runtime", name);
    }

    /** Sets the key container to the manager's ID. */
    public static void setContainer(String id) {
        set("container", id);
    }

    /** Sets the key phase. */
    public static void setPhase(String name) {
        set("phase", name);
    }

    /** Removes all keys of the calling thread. */
    public static void clear() {
        MDC.clear();
    }

    /** Returns an action that runs {@code action} on another thread with the present keys of the calling thread. */
    public static Runnable wrap(Runnable action) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return context == null ? action : () -> {
            MDC.setContextMap(context);
            action.run();
        };
    }

    /** Replaces line breaks, because the backend's values must not start a line of the log. */
    private static void set(String key, String value) {
        MDC.put(key, LogSanitizer.replaceBreaks(value, "?"));
    }
}
